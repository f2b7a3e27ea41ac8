import type { ModelPlan } from '../../src/check/model-plan';
import { kindOf } from '../../src/layers/kinds';
import type { Layer, LayerConfigs } from '../../src/layers/layer';
import { isProblem, type Shape } from '../../src/layers/shapes';
import { type Draft, planOf } from './plan-from-reference';

const free = { initializer: { type: 'glorotUniform' }, regularizer: null, constraint: null } as const;

/** Options of all weights that a layer can have: only Glorot's initializer. */
export const freeWeights = {
  kernelInitializer: free.initializer,
  kernelRegularizer: free.regularizer,
  kernelConstraint: free.constraint,
  depthwiseInitializer: free.initializer,
  depthwiseRegularizer: free.regularizer,
  depthwiseConstraint: free.constraint,
  pointwiseInitializer: free.initializer,
  pointwiseRegularizer: free.regularizer,
  pointwiseConstraint: free.constraint,
  alphaInitializer: { type: 'zeros' },
  bias: true,
  biasInitializer: { type: 'zeros' },
  biasRegularizer: free.regularizer,
  biasConstraint: free.constraint,
} as const satisfies Partial<
  LayerConfigs['conv2d'] & LayerConfigs['separableConv2d'] & LayerConfigs['prelu']
>;

/** A plan of layers with shapes and weights from the shape facets. Throws if they report a problem. */
export function planOfLayers(
  layers: readonly Layer[],
  training: Parameters<typeof planOf>[1] = {},
): ModelPlan {
  const shapes = new Map<string, Shape>();
  const drafts = layers.map((layer): Draft => {
    const facet = kindOf(layer).shape;
    const inputs = layer.inputs.map((name) => shapes.get(name) ?? []);
    const outputShape = facet.output(layer.config, inputs);
    if (isProblem(outputShape)) throw new Error(`${layer.kind} "${layer.name}" ${outputShape.message}`);
    shapes.set(layer.name, outputShape);
    return { ...layer, outputShape, weights: facet.weights?.(layer.config, inputs) ?? [] };
  });
  return planOf(drafts, training);
}
