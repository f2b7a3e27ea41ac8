import type { Layer, LayerKind, Shape, WeightSpec } from '../../../src/layers/layer';
import type { ModelPlan, PlannedLayer } from '../../../src/plan/model-plan';

/** A layer with what the formats read of a plan: shapes and weights. */
type Draft<K extends LayerKind = LayerKind> = Layer<K> & {
  output: Shape;
  weights?: [name: string, shape: Shape][];
};

/** A plan made by hand; counts are left at 0, as no format reads them. */
export function planOf(name: string, drafts: readonly Draft[]): ModelPlan {
  const shapes = new Map(drafts.map((draft) => [draft.name, draft.output]));
  const layers = drafts.map(
    ({ output, weights = [], ...layer }): PlannedLayer => ({
      ...layer,
      block: layer.name,
      inputShapes: layer.inputs.map((input) => shapes.get(input) ?? []),
      outputShape: output,
      weights: weights.map(
        ([weight, shape]): WeightSpec => ({
          name: weight,
          shape,
          trainable: !weight.startsWith('moving_'),
          initializer: 'zeros',
        }),
      ),
      params: 0,
      trainableParams: 0,
      macs: 0,
      activationBytes: 0,
    }),
  );
  return {
    name,
    input: { shape: [16, 16, 3], color: 'rgb', resize: 'fill', rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    classNames: null,
    classCount: 5,
    variables: {},
    layers,
    output: drafts.at(-1)?.name ?? '',
    totals: { params: 0, trainableParams: 0, nonTrainableParams: 0, macs: 0, activationBytes: 0 },
    training: {
      backend: 'auto',
      optimizer: { type: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: false },
      loss: { type: 'categoricalCrossentropy', labelSmoothing: 0 },
      metrics: ['accuracy', 'topKAccuracy'],
      epochs: 1,
      batchSize: 4,
      seed: 1,
    },
    callbacks: [],
    data: null,
  };
}

const conv = {
  padding: 'valid',
  dilation: [1, 1],
  bias: true,
  kernelInitializer: 'glorotUniform',
  biasInitializer: 'zeros',
} as const;

const dense = { bias: true, kernelInitializer: 'glorotUniform', biasInitializer: 'zeros' } as const;

/** Net `a` of the reference: as there, but that its ReLU and its softmax are activation layers. */
export const planA = planOf('functional', [
  { name: 'input', kind: 'input', config: { shape: [16, 16, 3] }, inputs: [], output: [16, 16, 3] },
  {
    name: 'conv',
    kind: 'conv2d',
    config: { ...conv, filters: 8, kernel: [3, 3], stride: [2, 2] },
    inputs: ['input'],
    output: [7, 7, 8],
    weights: [
      ['kernel', [3, 3, 3, 8]],
      ['bias', [8]],
    ],
  },
  { name: 'relu', kind: 'activation', config: { function: 'relu' }, inputs: ['conv'], output: [7, 7, 8] },
  {
    name: 'bn',
    kind: 'batchNorm',
    config: { momentum: 0.99, epsilon: 0.001, center: true, scale: true },
    inputs: ['relu'],
    output: [7, 7, 8],
    weights: [
      ['gamma', [8]],
      ['beta', [8]],
      ['moving_mean', [8]],
      ['moving_variance', [8]],
    ],
  },
  {
    name: 'pool',
    kind: 'maxPool2d',
    config: { size: [2, 2], stride: [1, 1], padding: 'valid' },
    inputs: ['bn'],
    output: [6, 6, 8],
  },
  { name: 'flatten', kind: 'flatten', config: {}, inputs: ['pool'], output: [288] },
  {
    name: 'classifier',
    kind: 'dense',
    config: { ...dense, units: 5 },
    inputs: ['flatten'],
    output: [5],
    weights: [
      ['kernel', [288, 5]],
      ['bias', [5]],
    ],
  },
  {
    name: 'softmax',
    kind: 'activation',
    config: { function: 'softmax' },
    inputs: ['classifier'],
    output: [5],
  },
]);

const activations = [
  ['linear', 'linear'],
  ['relu', 'relu'],
  ['relu6', 'relu6'],
  ['leaky_relu', 'leakyRelu'],
  ['elu', 'elu'],
  ['selu', 'selu'],
  ['sigmoid', 'sigmoid'],
  ['hard_sigmoid', 'hardSigmoid'],
  ['tanh', 'tanh'],
  ['softplus', 'softplus'],
  ['softsign', 'softsign'],
  ['silu', 'swish'],
  ['gelu', 'gelu'],
  ['softmax', 'softmax'],
] as const;

const initializers = [
  ['glorot_uniform', 'glorotUniform'],
  ['glorot_normal', 'glorotNormal'],
  ['he_uniform', 'heUniform'],
  ['he_normal', 'heNormal'],
  ['lecun_uniform', 'lecunUniform'],
  ['lecun_normal', 'lecunNormal'],
  ['zeros', 'zeros'],
  ['ones', 'ones'],
] as const;

const map: Shape = [10, 16, 6];

/** The net of test/reference/h5/make-all-layers.py: every kind, activation and initializer. */
export const planOfAllKinds = planOf('all-layers', [
  { name: 'input', kind: 'input', config: { shape: [20, 16, 3] }, inputs: [], output: [20, 16, 3] },
  {
    name: 'conv',
    kind: 'conv2d',
    config: { ...conv, filters: 6, kernel: [3, 5], stride: [2, 1], padding: 'same', biasInitializer: 'ones' },
    inputs: ['input'],
    output: map,
    weights: [
      ['kernel', [3, 5, 3, 6]],
      ['bias', [6]],
    ],
  },
  {
    name: 'norm',
    kind: 'batchNorm',
    config: { momentum: 0.9, epsilon: 1e-5, center: false, scale: true },
    inputs: ['conv'],
    output: map,
    weights: [
      ['gamma', [6]],
      ['moving_mean', [6]],
      ['moving_variance', [6]],
    ],
  },
  ...activations.map(
    ([keras, ours], i): Draft => ({
      name: `activation_${keras}`,
      kind: 'activation',
      config: { function: ours },
      inputs: [i === 0 ? 'norm' : `activation_${activations[i - 1]?.[0]}`],
      output: map,
    }),
  ),
  {
    name: 'max',
    kind: 'maxPool2d',
    config: { size: [3, 2], stride: [1, 1], padding: 'same' },
    inputs: ['activation_softmax'],
    output: map,
  },
  {
    name: 'average',
    kind: 'averagePool2d',
    config: { size: [2, 2], stride: [1, 1], padding: 'same' },
    inputs: ['conv'],
    output: map,
  },
  { name: 'add', kind: 'add', config: {}, inputs: ['max', 'average', 'max'], output: map },
  {
    name: 'dilated',
    kind: 'conv2d',
    config: {
      ...conv,
      filters: 4,
      kernel: [3, 3],
      stride: [1, 1],
      dilation: [2, 2],
      bias: false,
      kernelInitializer: 'heNormal',
    },
    inputs: ['add'],
    output: [6, 12, 4],
    weights: [['kernel', [3, 3, 6, 4]]],
  },
  { name: 'dropout', kind: 'dropout', config: { rate: 0.25 }, inputs: ['dilated'], output: [6, 12, 4] },
  { name: 'global_max', kind: 'globalMaxPool2d', config: {}, inputs: ['dropout'], output: [4] },
  { name: 'global_average', kind: 'globalAveragePool2d', config: {}, inputs: ['dropout'], output: [4] },
  { name: 'flatten', kind: 'flatten', config: {}, inputs: ['dropout'], output: [288] },
  {
    name: 'concat',
    kind: 'concat',
    config: {},
    inputs: ['global_max', 'global_average', 'flatten'],
    output: [296],
  },
  ...initializers.map(([keras, ours], i): Draft => {
    const kernel: [string, Shape] = ['kernel', [i === 0 ? 296 : 3, 3]];
    return {
      name: `dense_${keras}`,
      kind: 'dense',
      config: { ...dense, units: 3, bias: ours !== 'ones', kernelInitializer: ours },
      inputs: [i === 0 ? 'concat' : `dense_${initializers[i - 1]?.[0]}`],
      output: [3],
      weights: ours === 'ones' ? [kernel] : [kernel, ['bias', [3]]],
    };
  }),
]);
