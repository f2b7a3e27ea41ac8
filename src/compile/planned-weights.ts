import type { Shape } from '../layers/shapes';

import type { ModelContent, WeightValues } from './model-content';

/**
 * The weights of a content as they come, each compared with the plan.
 *
 * Throws `RangeError` when one is not the plan's, comes twice, or is missing in the end: a defect of the caller.
 */
export async function* plannedWeights({ plan, weights }: ModelContent): AsyncGenerator<WeightValues, void> {
  const missing = new Map(
    plan.layers.flatMap((layer) =>
      layer.weights.map(({ name, shape }): [string, Shape] => [`${layer.name}/${name}`, shape]),
    ),
  );
  for await (const weight of weights) {
    checkWeight(weight, missing.get(weight.path));
    missing.delete(weight.path);
    yield weight;
  }
  if (missing.size > 0) throw new RangeError(`weights are missing: ${[...missing.keys()].join(', ')}`);
}

function checkWeight({ path, shape, values }: WeightValues, expected: Shape | undefined): void {
  if (expected === undefined) throw new RangeError(`weight "${path}" is not in the plan, or came twice`);
  const length = expected.reduce((product, size) => product * size, 1);
  if (shape.join() !== expected.join() || values.length !== length) {
    throw new RangeError(
      `weight "${path}": expected shape [${expected.join(', ')}], received [${shape.join(', ')}] with ${values.length} values`,
    );
  }
}
