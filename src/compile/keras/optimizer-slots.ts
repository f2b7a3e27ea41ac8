import type { ModelPlan } from '../../check/model-plan';
import type { OptimizerSpec, OptimizerType } from '../../language/training';
import type { Shape } from '../../layers/shapes';

import { kerasLayerOrder } from './layer-order';

/** A running value that an optimizer keeps for a weight. */
export interface Slot {
  /** Path of the weight. */
  readonly weight: string;
  readonly slot: string;
  readonly shape: Shape;
}

/**
 * Names of the slots as Keras makes them: the slots of one list for each weight in turn, then those of the next list.
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

/** Every slot of a plan's optimizer in the order of Keras's `optimizer.variables`, which begin with a counter and the learning rate. */
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
