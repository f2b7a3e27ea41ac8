import { FileFormatError } from '../base/diagnostics/user-error';
import type { ModelPlan } from '../check/model-plan';
import type { Shape } from '../layers/shapes';
import { optimizerSlots } from './keras/weight-order';
import type { ModelContent, SavedModel, WeightValues } from './model-content';

const hint = 'use a model that convspec saved, as it saved it';

/** Whose spec it is that weights have to fit, and what to do where they do not. */
export interface WeightsOf {
  readonly spec: string;
  readonly hint: string;
}

/**
 * The weights of a file under the names of a plan. Layers are matched by name, the weights of a layer by their order,
 * which is Keras's in every format.
 *
 * @param layerNames the plan's name of a layer by that in the file; the same name unless given
 * @param of the file's own spec unless given
 * @throws FileFormatError when a weight is not the plan's, or one of the plan's is missing
 */
export async function* matchedWeights(
  saved: SavedModel,
  plan: ModelPlan,
  layerNames: ReadonlyMap<string, string> = new Map(),
  of: WeightsOf = { spec: 'its spec', hint },
): AsyncGenerator<WeightValues, void> {
  const expected = new Map(plan.layers.map(({ name, weights }) => [name, [...weights]]));
  for await (const weight of saved.weights()) {
    const layer = layerNames.get(weight.layer) ?? weight.layer;
    const spec = expected.get(layer)?.shift();
    if (spec?.shape.join() !== weight.shape.join())
      throw new FileFormatError(saved.path, `its weight "${weight.path}" is not that of ${of.spec}`, of.hint);
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
    throw new FileFormatError(saved.path, `it lacks the weights ${missing.join(', ')}`, of.hint);
}

/** The optimizer of a file, its running values under `<weight>/<slot>` as an engine's snapshot has them. */
export interface MatchedOptimizer {
  readonly iterations: number;
  readonly learningRate: number;
  readonly slots: Readonly<Record<string, Float32Array>>;
}

/**
 * The optimizer of a file, for the engine of a plan; `null` when the file has none.
 *
 * @throws FileFormatError when its running values are not those of the plan's optimizer
 */
export async function matchedOptimizer(saved: SavedModel, plan: ModelPlan): Promise<MatchedOptimizer | null> {
  if (saved.optimizer === null) return null;
  const { iterations, learningRate, shapes } = saved.optimizer;
  const expected = optimizerSlots(plan);
  const text = (list: readonly { join(): string }[]) => list.map((shape) => shape.join()).join(' ');
  if (text(shapes) !== text(expected.map(({ shape }) => shape)))
    throw new FileFormatError(saved.path, 'its optimizer is not that of its spec', hint);
  const slots: Record<string, Float32Array> = {};
  let i = 0;
  for await (const values of saved.optimizer.variables()) {
    const slot = expected[i++];
    if (slot) slots[`${slot.weight}/${slot.slot}`] = values;
  }
  return { iterations, learningRate, slots };
}

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
