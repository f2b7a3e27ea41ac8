import { dispose, grads, keep, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { ModelPlan } from '../../src/check/model-plan';
import type { Layer, PlannedLayer } from '../../src/layers/layer';
import { shapeText } from '../../src/layers/shapes';

import type { ComputingKind, TfjsCall } from '../../src/layers/tfjs/tfjs-facet';
import { tfjsFacetOf } from '../../src/layers/tfjs/tfjs-facets';
import file from '../reference/layers/layer-cases.json';
import { freeWeights, planOfLayers } from './plan-of-layers';
import { decode, type ReferenceTensor } from './reference-numerics';

/** What Keras computed for one layer: `test/reference/layers/layer-cases.json`. */
export interface LayerCase {
  readonly kind: ComputingKind;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly ReferenceTensor[];
  readonly weights: readonly (ReferenceTensor & { readonly name: string })[];
  readonly output: ReferenceTensor;
  /** Factors of the output in the sum whose gradients are computed. */
  readonly dy: ReferenceTensor;
  readonly inputGradients: readonly ReferenceTensor[];
  readonly weightGradients: readonly ReferenceTensor[];
}

const cases = file.cases as readonly LayerCase[];

/** The cases by unique names. */
export const layerCases: readonly (readonly [name: string, layer: LayerCase])[] = cases.map((layer) => [
  `${layer.kind} ${JSON.stringify(layer.config)} of ${layer.inputs.map(({ shape }) => shapeText(shape)).join(' and ')}`,
  layer,
]);

/** The layer of a case with the shapes and weights from its shape facet, after inputs with its shapes. */
export function plannedOf(layer: LayerCase): PlannedLayer<ComputingKind> {
  return planOfCase(layer).layers.at(-1) as PlannedLayer<ComputingKind>;
}

/** A network with only the layer of a case, `layer`. */
export function planOfCase({ kind, config, inputs }: LayerCase): ModelPlan {
  const sources = inputs.map(
    ({ shape }, i): Layer => ({
      name: `input${i}`,
      kind: 'input',
      config: { shape: shape.slice(1) },
      inputs: [],
    }),
  );
  const names = sources.map(({ name }) => name);
  const layer = { name: 'layer', kind, config: { ...freeWeights, ...config }, inputs: names };
  return planOfLayers([...sources, layer as unknown as Layer]);
}

const call: TfjsCall = { training: true, step: 0, firstImage: 0, seed: 1 };

/**
 * Output and gradients of a case, in the order of the case, computed on the current backend and read when they are ready.
 */
export async function differentiate(layer: LayerCase) {
  const planned = plannedOf(layer);
  const { inputs, weights } = layer;
  const { output, gradients } = tidy(() => {
    let y: Tensor | undefined;
    const forward = (...tensors: Tensor[]): Tensor => {
      const variables = weights.map(({ name }, i) => {
        const value = tensors[inputs.length + i];
        return [name, { read: () => value } as LayerVariable] as const;
      });
      const taken = tensors.slice(0, inputs.length);
      y = keep(tfjsFacetOf(planned).forward(planned, taken, Object.fromEntries(variables), call));
      return y;
    };
    const tensors = [...inputs, ...weights].map((reference) => tensorOf(reference));
    return { gradients: grads(forward)(tensors, tensorOf(layer.dy)), output: y };
  });
  const values = await Promise.all([output, ...gradients].map((tensor) => tensor?.data()));
  dispose([output, ...gradients]);
  const [ofOutput = [], ...ofGradients] = values;
  return {
    shape: output?.shape,
    output: ofOutput,
    inputGradients: ofGradients.slice(0, inputs.length),
    weightGradients: ofGradients.slice(inputs.length),
  };
}

function tensorOf(reference: ReferenceTensor): Tensor {
  return tensor(decode(reference), [...reference.shape]);
}
