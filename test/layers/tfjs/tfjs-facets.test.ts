import '@tensorflow/tfjs-backend-cpu';
import { grads, io, mul, setBackend, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { compilePlan } from '../../../src/compile/tfjs/compile';
import { kinds } from '../../../src/layers/kinds';
import type { Layer, PlannedLayer } from '../../../src/layers/layer';
import type { ComputingKind } from '../../../src/layers/tfjs/tfjs-facet';
import { tfjsFacetOf } from '../../../src/layers/tfjs/tfjs-facets';
import { type LayerCase, layerCases, planOfCase } from '../../support/layer-cases';
import { planOfLayers } from '../../support/plan-of-layers';
import { decode, distance } from '../../support/reference-numerics';

// Outputs and gradients of every kind against Keras: test/run/backends/conformance.ts.

beforeAll(async () => {
  await setBackend('cpu');
});

interface Run {
  readonly x: { readonly values: readonly number[]; readonly shape: readonly number[] };
  /** Factors of the output in the sum whose gradient is computed. */
  readonly factors: readonly number[];
  readonly training?: boolean;
  readonly step?: number;
}

/** Output and gradient of a layer without weights after an input with the shape of `x`. */
function differentiate(
  layer: Pick<Layer, 'kind' | 'config'>,
  { x, factors, training = true, step = 0 }: Run,
): { output: number[]; gradient: number[] } {
  const input: Layer = { name: 'input', kind: 'input', config: { shape: x.shape.slice(1) }, inputs: [] };
  const plan = planOfLayers([input, { ...layer, name: 'layer', inputs: ['input'] } as Layer]);
  const planned = plan.layers[1] as PlannedLayer<ComputingKind>;
  const facet = tfjsFacetOf(planned);
  return tidy(() => {
    let output: number[] = [];
    const loss = (value: Tensor) => {
      const y = facet.forward(planned, [value], {}, { training, step, firstImage: 0, seed: 1 });
      output = Array.from(y.dataSync());
      return sum(mul(y, tensor([...factors], y.shape)));
    };
    const [gradient] = grads(loss)([tensor([...x.values], [...x.shape])]);
    return { output, gradient: Array.from(gradient?.dataSync() ?? []) };
  });
}

it('compares every kind with Keras, alone or in a reference network', () => {
  const alone = layerCases.map(([, { kind }]) => kind);
  // Plugin layers have their own arithmetic: test/layers/custom/custom.test.ts.
  const elsewhere = ['input', 'batchNorm', 'dropout', 'spatialDropout2d', 'custom'];
  expect([...new Set([...alone, ...elsewhere])].sort()).toEqual(Object.keys(kinds).sort());
});

describe('a maximum that occurs at several positions of a channel', () => {
  it.each([
    [false, [4, 6]],
    [true, [4, 6]],
  ])('splits its gradient evenly (keepDimensions: %s)', (keepDimensions, factors) => {
    const x = { values: [0, 1, 0, 2, 0, 2, 0, 2], shape: [1, 2, 2, 2] };
    expect(differentiate({ kind: 'globalMaxPool2d', config: { keepDimensions } }, { x, factors })).toEqual({
      output: [0, 2],
      gradient: [1, 0, 1, 2, 1, 2, 1, 2],
    });
  });
});

it('elu has its lower slope at 0, as in Keras', () => {
  const x = { values: [-1, 0, 2], shape: [1, 3] };
  const config = { function: 'elu', alpha: 0.5 } as const;
  const { output, gradient } = differentiate({ kind: 'activation', config }, { x, factors: [1, 1, 1] });
  expect(output[0]).toBeCloseTo(0.5 * Math.expm1(-1), 6);
  expect(gradient[0]).toBeCloseTo(0.5 * Math.exp(-1), 6);
  expect([output.slice(1), gradient.slice(1)]).toEqual([
    [0, 2],
    [0.5, 1],
  ]);
});

describe('spatialDropout2d', () => {
  const shape = [4, 3, 2, 5];
  const ones = Array.from({ length: 120 }, () => 1);
  const run = (options: Partial<Run>, rate = 0.5) =>
    differentiate(
      { kind: 'spatialDropout2d', config: { rate } },
      { x: { values: ones, shape }, factors: ones, ...options },
    );
  /** The values of each channel of each image. */
  const channels = (values: readonly number[]) =>
    Array.from({ length: 20 }, (_, i) => {
      const [image, channel] = [Math.floor(i / 5), i % 5];
      return new Set(values.filter((_, at) => Math.floor(at / 30) === image && at % 5 === channel));
    });

  it('drops whole channels of an image and scales the others, in the gradient too', () => {
    const { output, gradient } = run({});
    expect(channels(output).map(({ size }) => size)).toEqual(channels(output).map(() => 1));
    expect(new Set(output)).toEqual(new Set([0, 2]));
    expect(gradient).toEqual(output);
  });

  it('depends only on the step', () => {
    expect(run({ step: 7 })).toEqual(run({ step: 7 }));
    expect(run({ step: 7 })).not.toEqual(run({ step: 8 }));
  });

  it.each([
    ['outside training', run.bind(null, { training: false })],
    ['at rate 0', run.bind(null, {}, 0)],
  ])('changes nothing %s', (_, changed) => {
    expect(changed()).toEqual({ output: ones, gradient: ones });
  });
});

/** The model as stock tfjs loads it, from configurations and weights only. */
async function reload(model: LayersModel): Promise<LayersModel> {
  let saved: io.ModelArtifacts = {};
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined })) as io.ModelArtifacts;
      saved.weightData = artifacts.weightData as ArrayBuffer;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return loadLayersModel(io.fromMemory(saved));
}

async function expectSamePrediction(plan: ModelPlan, x: Tensor, weights: readonly Tensor[]): Promise<void> {
  const { model } = compilePlan(plan);
  model.setWeights([...weights]);
  const loaded = await reload(model);
  const [own, stock] = [model, loaded].map((either) => (either.predict(x) as Tensor).dataSync());
  expect(distance(stock ?? [], own ?? [])).toBeLessThan(1e-5);
}

/**
 * Where stock tfjs differs from Keras 3: its hard sigmoid has another slope, its ELU supports only alpha 1, its
 * bilinear upsampling has other pixel centers, its global pools have no `keepdims`, its convolutions do not support
 * strides together with dilations, and its depthwise and transposed convolutions do not support dilations. (It reads a
 * `spatialDropout2d` as a dropout with a noise shape.)
 */
function isBeyondStock({ kind, config }: LayerCase): boolean {
  const over1 = (option: unknown) => Array.isArray(option) && option.some((size) => size > 1);
  return (
    config.function === 'hardSigmoid' ||
    config.interpolation === 'bilinear' ||
    config.keepDimensions === true ||
    (config.function === 'elu' && config.alpha !== 1) ||
    (over1(config.dilation) &&
      (over1(config.stride) || kind === 'conv2dTranspose' || kind === 'depthwiseConv2d'))
  );
}

describe('stock tfjs predicts the same from a saved model', () => {
  const alone = layerCases.filter(([, layer]) => layer.inputs.length === 1 && !isBeyondStock(layer));

  it.each(alone)('%s', async (_, layer) => {
    const [input] = layer.inputs;
    const x = tensor(decode(input ?? layer.output), [...(input?.shape ?? [])]);
    const weights = layer.weights.map((weight) => tensor(decode(weight), [...weight.shape]));
    await expectSamePrediction(planOfCase(layer), x, weights);
  });

  it('merges and dropouts', async () => {
    const window = { stride: [1, 1], padding: 'valid' } as const;
    const layers: Layer[] = [
      { name: 'input', kind: 'input', config: { shape: [4, 3, 2] }, inputs: [] },
      { name: 'relu', kind: 'activation', config: { function: 'relu' }, inputs: ['input'] },
      { name: 'factors', kind: 'maxPool2d', config: { size: [4, 3], ...window }, inputs: ['relu'] },
      { name: 'multiply', kind: 'multiply', config: {}, inputs: ['relu', 'factors'] },
      { name: 'channels', kind: 'spatialDropout2d', config: { rate: 0.5 }, inputs: ['multiply'] },
      { name: 'dropout', kind: 'dropout', config: { rate: 0.5 }, inputs: ['channels'] },
      { name: 'add', kind: 'add', config: {}, inputs: ['dropout', 'input', 'relu'] },
      { name: 'concat', kind: 'concat', config: {}, inputs: ['add', 'multiply'] },
    ];
    const values = Array.from({ length: 48 }, (_, i) => Math.sin(7 * i));
    await expectSamePrediction(planOfLayers(layers), tensor(values, [2, 4, 3, 2]), []);
  });
});
