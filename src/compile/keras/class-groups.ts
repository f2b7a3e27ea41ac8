import { kindOf } from '../../layers/kinds';
import type { PlannedLayer } from '../../layers/layer';

/** Keras's class of a layer. */
export function kerasClassName(layer: PlannedLayer): string {
  const { className } = kindOf(layer).keras;
  return typeof className === 'string' ? className : className(layer);
}

/**
 * The group of each layer in files of weights: its class in snake case, counted (`conv2d`, `conv2d_1`, …).
 *
 * @param layers in Keras's order
 */
export function classGroups(layers: readonly PlannedLayer[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const name = snakeCase(kerasClassName(layer));
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return [layer.name, count === 0 ? name : `${name}_${count}`];
    }),
  );
}

/** `BatchNormalization` as `batch_normalization`, `ReLU` as `re_lu`, `Conv2D` as `conv2d`. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
