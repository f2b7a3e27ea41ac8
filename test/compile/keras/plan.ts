import type { ModelPlan } from '../../../src/check/model-plan';
import type { ActivationName, Layer } from '../../../src/layers/layer';
import type { Shape } from '../../../src/layers/shapes';
import type { InitializerSpec } from '../../../src/layers/weight-spec';
import { freeWeights, planOfLayers } from '../../support/plan-of-layers';

/** A layer, optionally with other weights than its own. */
type Draft = Layer & { weights?: [name: string, shape: Shape][] };

/** A handmade plan, with two metrics and momentum. */
export function planOf(name: string, drafts: readonly Draft[]): ModelPlan {
  const plan = planOfLayers(drafts, {
    optimizer: { type: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: false },
    metrics: ['accuracy', 'topKAccuracy'],
    batchSize: 4,
  });
  const layers = plan.layers.map((layer, i) => {
    const weights = drafts[i]?.weights?.map(([weight, shape]) => ({
      name: weight,
      shape,
      trainable: true,
      initializer: { type: 'zeros' } as const,
    }));
    return weights ? { ...layer, weights } : layer;
  });
  return { ...plan, name, layers };
}

const conv = { ...freeWeights, padding: 'valid', stride: [1, 1], dilation: [1, 1] } as const;

/** The reference's network `a`, except that its ReLU and its softmax are activation layers. */
export const planA = planOf('functional', [
  { name: 'input', kind: 'input', config: { shape: [16, 16, 3] }, inputs: [] },
  {
    name: 'conv',
    kind: 'conv2d',
    config: { ...conv, filters: 8, kernel: [3, 3], stride: [2, 2] },
    inputs: ['input'],
  },
  { name: 'relu', kind: 'activation', config: { function: 'relu' }, inputs: ['conv'] },
  {
    name: 'bn',
    kind: 'batchNorm',
    config: { momentum: 0.99, epsilon: 0.001, center: true, scale: true },
    inputs: ['relu'],
  },
  {
    name: 'pool',
    kind: 'maxPool2d',
    config: { size: [2, 2], stride: [1, 1], padding: 'valid' },
    inputs: ['bn'],
  },
  { name: 'flatten', kind: 'flatten', config: {}, inputs: ['pool'] },
  { name: 'classifier', kind: 'dense', config: { ...freeWeights, units: 5 }, inputs: ['flatten'] },
  { name: 'softmax', kind: 'activation', config: { function: 'softmax' }, inputs: ['classifier'] },
]);

const activations: [keras: string, ours: Exclude<ActivationName, 'leakyReLU' | 'elu'>][] = [
  ['linear', 'linear'],
  ['relu', 'relu'],
  ['relu6', 'relu6'],
  ['selu', 'selu'],
  ['sigmoid', 'sigmoid'],
  ['hard_sigmoid', 'hardSigmoid'],
  ['tanh', 'tanh'],
  ['softplus', 'softplus'],
  ['softsign', 'softsign'],
  ['silu', 'swish'],
  ['gelu', 'gelu'],
  ['mish', 'mish'],
  ['softmax', 'softmax'],
];

const initializers: [keras: string, ours: InitializerSpec][] = [
  ['glorot_uniform', { type: 'glorotUniform' }],
  ['glorot_normal', { type: 'glorotNormal' }],
  ['he_uniform', { type: 'heUniform' }],
  ['he_normal', { type: 'heNormal' }],
  ['lecun_uniform', { type: 'lecunUniform' }],
  ['lecun_normal', { type: 'lecunNormal' }],
  ['zeros', { type: 'zeros' }],
  ['ones', { type: 'ones' }],
  ['constant', { type: 'constant', value: 0.25 }],
  ['random_normal', { type: 'randomNormal', mean: 0.1, stddev: 0.2 }],
  ['truncated_normal', { type: 'truncatedNormal', mean: 0.1, stddev: 0.2 }],
  ['random_uniform', { type: 'randomUniform', minval: -0.1, maxval: 0.2 }],
  ['orthogonal', { type: 'orthogonal', gain: 1.5 }],
  ['scaling', { type: 'varianceScaling', scale: 2, mode: 'fanOut', distribution: 'untruncatedNormal' }],
];

const constraints = [
  ['max_norm', { type: 'maxNorm', maxValue: 2 }],
  ['min_max_norm', { type: 'minMaxNorm', minValue: 0.5, maxValue: 2, rate: 0.75 }],
  ['non_negative', { type: 'nonNegative' }],
  ['unit_norm', { type: 'unitNorm' }],
] as const;

/** A chain of layers after `source`. */
function chain(source: string, layers: readonly Omit<Layer, 'inputs'>[]): Layer[] {
  return layers.map((layer, i) => ({ ...layer, inputs: [layers[i - 1]?.name ?? source] }) as Layer);
}

/** The network of test/reference/h5/make-all-layers.py: every kind, activation, initializer, regularizer and constraint. */
export const planOfAllKinds = planOf('all-layers', [
  { name: 'input', kind: 'input', config: { shape: [20, 16, 3] }, inputs: [] },
  {
    name: 'conv',
    kind: 'conv2d',
    config: {
      ...conv,
      filters: 6,
      kernel: [3, 5],
      stride: [2, 1],
      padding: 'same',
      kernelRegularizer: { l1: 0.001, l2: 0.002 },
      biasInitializer: { type: 'ones' },
      biasConstraint: { type: 'maxNorm', maxValue: 2 },
    },
    inputs: ['input'],
  },
  ...chain('conv', [
    {
      name: 'norm',
      kind: 'batchNorm',
      config: { momentum: 0.9, epsilon: 1e-5, center: false, scale: true },
    },
    { name: 'leaky_relu', kind: 'activation', config: { function: 'leakyReLU', slope: 0.3 } },
    { name: 'elu', kind: 'activation', config: { function: 'elu', alpha: 0.5 } },
    ...activations.map(([keras, ours]) => ({
      name: `activation_${keras}`,
      kind: 'activation' as const,
      config: { function: ours },
    })),
    { name: 'max', kind: 'maxPool2d', config: { size: [3, 2], stride: [1, 1], padding: 'same' } },
  ]),
  {
    name: 'average',
    kind: 'averagePool2d',
    config: { size: [2, 2], stride: [1, 1], padding: 'same' },
    inputs: ['conv'],
  },
  { name: 'add', kind: 'add', config: {}, inputs: ['max', 'average', 'max'] },
  ...chain('add', [
    {
      name: 'depthwise',
      kind: 'depthwiseConv2d',
      config: {
        ...conv,
        kernel: [3, 3],
        padding: 'same',
        depthMultiplier: 2,
        depthwiseRegularizer: { l1: 0, l2: 0.01 },
        depthwiseConstraint: { type: 'maxNorm', maxValue: 2 },
      },
    },
    {
      name: 'separable',
      kind: 'separableConv2d',
      config: {
        ...conv,
        filters: 4,
        kernel: [3, 2],
        stride: [2, 2],
        padding: 'same',
        depthMultiplier: 1,
        pointwiseInitializer: { type: 'heNormal' },
        pointwiseRegularizer: { l1: 0.01, l2: 0 },
        pointwiseConstraint: { type: 'unitNorm' },
      },
    },
    {
      name: 'transposed',
      kind: 'conv2dTranspose',
      config: {
        ...conv,
        filters: 6,
        kernel: [3, 4],
        stride: [2, 2],
        padding: 'same',
        kernelConstraint: { type: 'nonNegative' },
      },
    },
    { name: 'layer_norm', kind: 'layerNorm', config: { epsilon: 1e-4, center: true, scale: true } },
    {
      name: 'shared',
      kind: 'prelu',
      config: { shared: true, alphaInitializer: { type: 'constant', value: 0.25 } },
    },
    { name: 'own', kind: 'prelu', config: { shared: false, alphaInitializer: { type: 'zeros' } } },
    { name: 'factors', kind: 'globalAveragePool2d', config: { keepDimensions: true } },
  ]),
  { name: 'multiply', kind: 'multiply', config: {}, inputs: ['own', 'factors'] },
  ...chain('multiply', [
    {
      name: 'pad',
      kind: 'zeroPadding2d',
      config: {
        padding: [
          [1, 2],
          [0, 3],
        ],
      },
    },
    {
      name: 'crop',
      kind: 'cropping2d',
      config: {
        cropping: [
          [0, 3],
          [2, 1],
        ],
      },
    },
    { name: 'nearest', kind: 'upsampling2d', config: { size: [1, 2], interpolation: 'nearest' } },
    { name: 'bilinear', kind: 'upsampling2d', config: { size: [2, 1], interpolation: 'bilinear' } },
    { name: 'channels', kind: 'spatialDropout2d', config: { rate: 0.25 } },
    {
      name: 'dilated',
      kind: 'conv2d',
      config: {
        ...conv,
        filters: 4,
        kernel: [3, 3],
        dilation: [2, 3],
        bias: false,
        kernelInitializer: { type: 'heNormal' },
      },
    },
    { name: 'dropout', kind: 'dropout', config: { rate: 0.25 } },
    { name: 'reshape', kind: 'reshape', config: { shape: [-1, 8] } },
    { name: 'flatten', kind: 'flatten', config: {} },
  ]),
  { name: 'global_max', kind: 'globalMaxPool2d', config: { keepDimensions: false }, inputs: ['dropout'] },
  {
    name: 'global_average',
    kind: 'globalAveragePool2d',
    config: { keepDimensions: false },
    inputs: ['dropout'],
  },
  { name: 'concat', kind: 'concat', config: {}, inputs: ['global_max', 'global_average', 'flatten'] },
  ...chain('concat', [
    ...initializers.map(([keras, kernelInitializer]) => ({
      name: `dense_${keras}`,
      kind: 'dense' as const,
      config: { ...freeWeights, units: 3, bias: keras !== 'ones', kernelInitializer },
    })),
    ...constraints.map(([keras, kernelConstraint]) => ({
      name: `dense_${keras}`,
      kind: 'dense' as const,
      config: { ...freeWeights, units: 3, kernelConstraint },
    })),
  ]),
]);
