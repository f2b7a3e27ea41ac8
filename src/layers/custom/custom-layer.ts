import type { z } from 'zod';
import type { BlockLayer, Layer } from '../layer';
import { definition, type LayerDefinition } from './definition';

/** A layer of one's own as one of those that a block expands to; `part` as in {@link BlockLayer}. */
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

/** What people call the kind of a layer: that of one's own by its `type`. */
export function kindName(layer: Pick<Layer, 'kind' | 'config'>): string {
  return definition in layer.config ? layer.config[definition].type : layer.kind;
}
