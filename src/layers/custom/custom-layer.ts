import type { z } from 'zod';
import type { BlockLayer, Layer } from '../layer';
import { definition, type LayerDefinition } from './definition';

/**
 * Makes a plugin's layer usable as one of the layers that a block expands to. `part` is as in {@link BlockLayer}.
 *
 * @example
 * const head = defineBlock({ ...block, expand: (options) => [customLayer(scaling, options)] });
 */
export function customLayer<S extends z.ZodObject>(
  kind: LayerDefinition<S>,
  options: z.output<S>,
  part?: string,
): BlockLayer<'custom'> {
  return {
    ...(part === undefined ? {} : { part }),
    kind: 'custom',
    config: { options, [definition]: kind as unknown as LayerDefinition },
  };
}

/** The name of a layer's kind for messages; a plugin's layer goes by its `type`. */
export function kindName(layer: Pick<Layer, 'kind' | 'config'>): string {
  return definition in layer.config ? layer.config[definition].type : layer.kind;
}
