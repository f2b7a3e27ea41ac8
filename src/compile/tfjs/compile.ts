import type { Variable } from '@tensorflow/tfjs-core';
import { model as connectModel, input, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ModelPlan } from '../../check/model-plan';
import type { PlannedLayer } from '../../layers/layer';
import { PrimitiveLayer } from '../../layers/tfjs/primitive-layer';
import type { TfjsContext } from '../../layers/tfjs/tfjs-facet';
import { tfjsFacetOf } from '../../layers/tfjs/tfjs-facets';
import type { ConstraintSpec } from '../../layers/weight-spec';
import { SeededInitializer } from './initializers';
import { L1L2 } from './l1-l2';
import { createLoss } from './losses';
import { metrics } from './metrics';
import { RuleOptimizer } from './rule-optimizer';

/** A compiled tfjs `LayersModel` and its plan. */
export interface CompiledModel {
  /** Compiled with the plan's optimizer, loss and metrics. */
  readonly model: LayersModel;
  /** The plan the model was made from. */
  readonly plan: ModelPlan;
  /** The model's optimizer. `model.fit` and an engine share its state. */
  readonly optimizer: RuleOptimizer;
}

/**
 * Builds the tfjs model of a plan on the current tfjs backend, with the plan's layer names and weights initialized from
 * `plan.training.seed`. It is compiled with the plan's optimizer, loss and metrics, so `fit` works too.
 *
 * @throws if tfjs counts a different number of parameters than the plan: a bug in this library
 */
export function compilePlan(plan: ModelPlan): CompiledModel {
  const { seed } = plan.training;
  const context: TfjsContext = {
    seed,
    initializer: (layer, weight) =>
      new SeededInitializer(weight.initializer, seed, `${layer}/${weight.name}`),
    regularizer: (spec) => new L1L2(spec),
  };
  const symbols = new Map<string, SymbolicTensor>();
  for (const layer of plan.layers) symbols.set(layer.name, connect(layer, symbols, context));

  const [first] = plan.layers;
  const model = connectModel({
    name: plan.name,
    inputs: symbolOf(first?.name ?? '', symbols),
    outputs: symbolOf(plan.output, symbols),
  });
  if (model.countParams() !== plan.totals.params) {
    throw new Error(`the plan has ${plan.totals.params} parameters, the tfjs model ${model.countParams()}`);
  }
  const optimizer = new RuleOptimizer(plan.training.optimizer, constraintsOf(plan, model));
  model.compile({
    optimizer,
    loss: createLoss(plan.training.loss).ofScores,
    metrics: plan.training.metrics.map((name) => metrics[name].of),
  });
  return { model, plan, optimizer };
}

/** The constraints of the model's weights, by variable name. */
function constraintsOf({ layers }: ModelPlan, model: LayersModel): ReadonlyMap<string, ConstraintSpec> {
  const constraints = new Map<string, ConstraintSpec>();
  for (const { name, weights } of layers) {
    const variables = model.getLayer(name).weights.map((weight) => weight.read() as Variable);
    for (const [i, { constraint }] of weights.entries()) {
      const variable = variables[i];
      if (constraint && variable) constraints.set(variable.name, constraint);
    }
  }
  return constraints;
}

function connect(
  layer: PlannedLayer,
  symbols: ReadonlyMap<string, SymbolicTensor>,
  context: TfjsContext,
): SymbolicTensor {
  // Images `[batch, height, width, channels]`, already preprocessed.
  if (layer.kind === 'input')
    return input({ name: layer.name, shape: [...layer.outputShape], dtype: 'float32' });
  const inputs = layer.inputs.map((name) => symbolOf(name, symbols));
  const [sole] = inputs;
  const output = new PrimitiveLayer(layer, tfjsFacetOf(layer), context).apply(
    inputs.length === 1 && sole ? sole : inputs,
  );
  return output as SymbolicTensor;
}

function symbolOf(name: string, symbols: ReadonlyMap<string, SymbolicTensor>): SymbolicTensor {
  const symbol = symbols.get(name);
  if (!symbol) throw new Error(`the plan has no layer "${name}" before the layer that needs it`);
  return symbol;
}
