import type { ModelPlan } from '../../check/model-plan';
import type { OptimizerSpec, OptimizerType } from '../../language/training';
import { kindOf } from '../../layers/kinds';
import type { PlannedLayer } from '../../layers/layer';
import type { Shape } from '../../layers/shapes';

/**
 * The layers in the order of a Keras functional model, which does not depend on the order of the configuration: by
 * depth (the longest path to the output), then in the order in which a traversal from the output visits them. Files
 * that identify layers by position, and the optimizer's variables, use this order.
 */
export function kerasLayerOrder({
  layers,
  output,
}: Pick<ModelPlan, 'layers' | 'output'>): readonly PlannedLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const depths = new Map<string, number>();
  for (const { name, inputs } of layers.toReversed()) {
    const next = (depths.get(name) ?? 0) + 1;
    for (const input of inputs) depths.set(input, Math.max(next, depths.get(input) ?? 0));
  }
  const met = new Map<string, number>();
  for (const waiting = [output]; waiting.length > 0; ) {
    const name = waiting.pop() ?? output;
    if (met.has(name)) continue;
    met.set(name, met.size);
    waiting.push(...(byName.get(name)?.inputs.toReversed() ?? []));
  }
  const rank = (of: ReadonlyMap<string, number>, { name }: PlannedLayer) => of.get(name) ?? 0;
  return layers.toSorted((a, b) => rank(depths, b) - rank(depths, a) || rank(met, a) - rank(met, b));
}

/** The Keras class of a layer. */
export function kerasClassName(layer: PlannedLayer): string {
  const { className } = kindOf(layer).keras;
  return typeof className === 'string' ? className : className(layer);
}

/**
 * The group of each layer in weights files: its class in snake case with a counter (`conv2d`, `conv2d_1`, …).
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
export function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** A slot: a running value that an optimizer keeps for a weight. */
interface Slot {
  /** Path of the weight. */
  readonly weight: string;
  readonly slot: string;
  readonly shape: Shape;
}

/**
 * Names of the slots in the order in which Keras creates them: the slots of the first list for each weight in turn,
 * then those of the next list.
 */
const passes: {
  readonly [T in OptimizerType]: (
    spec: Extract<OptimizerSpec, { type: T }>,
  ) => readonly (readonly string[])[];
} = {
  sgd: ({ momentum }) => (momentum > 0 ? [['momentum']] : []),
  adam: () => [['momentum', 'velocity']],
  rmsprop: ({ momentum }) => (momentum > 0 ? [['velocity'], ['momentum']] : [['velocity']]),
};

/**
 * Every slot of a plan's optimizer in the order of Keras's `optimizer.variables`, which start with a counter and the
 * learning rate.
 */
export function optimizerSlots(plan: ModelPlan): Slot[] {
  const weights = kerasLayerOrder(plan).flatMap((layer) =>
    layer.weights
      .filter(({ trainable }) => trainable)
      .map(({ name, shape }) => ({ weight: `${layer.name}/${name}`, shape })),
  );
  const { optimizer } = plan.training;
  const lists = passes[optimizer.type] as (spec: OptimizerSpec) => readonly (readonly string[])[];
  return lists(optimizer).flatMap((slots) =>
    weights.flatMap((weight) => slots.map((slot) => ({ ...weight, slot }))),
  );
}
