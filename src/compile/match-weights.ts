import { FileFormatError } from '../base/diagnostics/user-error';
import type { ModelPlan } from '../check/model-plan';
import { type Shape, shapeText } from '../layers/shapes';
import { optimizerSlots } from './keras/weight-order';
import type { ModelContent, SavedModel, WeightValues } from './model-content';

const hint = 'use an unmodified model file that convspec saved';

/** The spec that weights must match, for messages, and what to do if they do not. */
export interface WeightsOf {
  readonly spec: string;
  readonly hint: string;
}

/**
 * Yields the weights of a file under the names of a plan. Layers are matched by name, the weights of a layer by their
 * order, which is Keras's in every format.
 *
 * @param layerNames the plan's name of each layer, by its name in the file (default: the same name); `null` for layers
 *   whose weights the plan has elsewhere
 * @param of the spec to match (default: the file's own)
 * @throws FileFormatError if a weight is not in the plan or has another shape, or if one of the plan's is missing
 */
export async function* matchedWeights(
  saved: SavedModel,
  plan: ModelPlan,
  layerNames: ReadonlyMap<string, string | null> = new Map(),
  of: WeightsOf = { spec: 'its spec', hint },
): AsyncGenerator<WeightValues, void> {
  const expected = new Map(plan.layers.map(({ name, weights }) => [name, [...weights]]));
  for await (const weight of saved.weights()) {
    const named = layerNames.get(weight.layer);
    if (named === null) continue;
    const layer = named ?? weight.layer;
    const spec = expected.get(layer)?.shift();
    if (spec?.shape.join() !== weight.shape.join()) {
      const problem = spec
        ? `has shape ${shapeText(weight.shape)}, expected ${shapeText(spec.shape)} as in ${of.spec}`
        : `is not in ${of.spec}`;
      throw new FileFormatError(saved.path, `its weight "${weight.path}" ${problem}`, of.hint);
    }
    yield {
      path: `${layer}/${spec?.name}`,
      layer,
      name: spec?.name ?? '',
      shape: weight.shape,
      values: weight.values,
    };
  }
  const missing = [...expected].flatMap(([layer, weights]) => weights.map(({ name }) => `${layer}/${name}`));
  if (missing.length > 0)
    throw new FileFormatError(saved.path, `these weights are missing: ${missing.join(', ')}`, of.hint);
}

/** The optimizer of a file, with its slots under `<weight>/<slot>` as in an engine's snapshot. */
export interface MatchedOptimizer {
  readonly iterations: number;
  readonly learningRate: number;
  readonly slots: Readonly<Record<string, Float32Array>>;
}

/**
 * Reads the optimizer of a file for the engine of a plan; `null` if the file has none.
 *
 * @throws FileFormatError if its slots are not those of the plan's optimizer
 */
export async function matchedOptimizer(saved: SavedModel, plan: ModelPlan): Promise<MatchedOptimizer | null> {
  if (saved.optimizer === null) return null;
  const { iterations, learningRate, shapes } = saved.optimizer;
  const expected = optimizerSlots(plan);
  const text = (list: readonly { join(): string }[]) => list.map((shape) => shape.join()).join(' ');
  if (text(shapes) !== text(expected.map(({ shape }) => shape)))
    throw new FileFormatError(
      saved.path,
      'its optimizer state does not match the optimizer of its spec',
      hint,
    );
  const slots: Record<string, Float32Array> = {};
  let i = 0;
  for await (const values of saved.optimizer.variables()) {
    const slot = expected[i++];
    if (slot) slots[`${slot.weight}/${slot.slot}`] = values;
  }
  return { iterations, learningRate: learningRate ?? plan.training.optimizer.learningRate, slots };
}

/**
 * Yields the weights of `content`, each checked against the plan.
 *
 * Throws `RangeError` if one is not in the plan, occurs twice, or is missing: a bug in the caller.
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
  if (expected === undefined) throw new RangeError(`weight "${path}" is not in the plan, or occurs twice`);
  const length = expected.reduce((product, size) => product * size, 1);
  if (shape.join() !== expected.join() || values.length !== length) {
    throw new RangeError(
      `weight "${path}": expected shape [${expected.join(', ')}], received [${shape.join(', ')}] with ${values.length} values`,
    );
  }
}
