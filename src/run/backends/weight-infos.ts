import type { ModelPlan } from '../../check/model-plan';
import { sizeOf } from '../../layers/shapes';

import type { WeightInfo } from './engine';

/** The weights of a plan in Keras's order. */
export function weightInfos({ layers }: ModelPlan): WeightInfo[] {
  return layers.flatMap((layer) =>
    layer.weights.map(({ name, shape, trainable }) => ({
      path: `${layer.name}/${name}`,
      layer: layer.name,
      name,
      shape,
      trainable,
    })),
  );
}

/** @throws RangeError when values are not as many as a weight has */
export function checkSize({ path, shape }: WeightInfo, { length }: Float32Array): void {
  const size = sizeOf(shape);
  if (length === size) return;
  throw new RangeError(
    `expected ${size} values of shape [${shape.join(', ')}] for "${path}", received ${length}`,
  );
}
