import { describe, expect, it } from 'vitest';
import { kindOf, kinds } from '../../src/layers/kinds';
import type { LayerConfigs, LayerKind } from '../../src/layers/layer';
import type { Shape } from '../../src/layers/shapes';
import type { WeightSpec } from '../../src/layers/weight-spec';

const heNormal = { type: 'heNormal' } as const;
const ones = { type: 'ones' } as const;
const zeros = { type: 'zeros' } as const;
const regularizer = { l1: 0.1, l2: 0 };
const constraint = { type: 'unitNorm' } as const;
const kernelOptions = { kernelInitializer: heNormal, kernelRegularizer: regularizer, kernelConstraint: null };
const depthwiseOptions = {
  depthwiseInitializer: heNormal,
  depthwiseRegularizer: null,
  depthwiseConstraint: constraint,
};
const pointwiseOptions = {
  pointwiseInitializer: ones,
  pointwiseRegularizer: regularizer,
  pointwiseConstraint: constraint,
};
const biasOptions = { bias: true, biasInitializer: ones, biasRegularizer: null, biasConstraint: constraint };
const window = { kernel: [3, 5], stride: [1, 2], padding: 'valid', dilation: [1, 1] } as const;
const conv = { filters: 4, ...window, ...kernelOptions, ...biasOptions };
const depthwise = { depthMultiplier: 2, ...window, ...depthwiseOptions, ...biasOptions };
const separable = { filters: 4, ...depthwise, ...pointwiseOptions };
const dense = { units: 7, ...kernelOptions, ...biasOptions };
const norm = { momentum: 0.99, epsilon: 1e-3, center: true, scale: true };
const pool = { size: [2, 3], stride: [2, 1], padding: 'valid' } as const;

const borders = [
  [1, 2],
  [3, 4],
] as const;

function facts<K extends LayerKind>(kind: K, config: LayerConfigs[K], inputs: readonly Shape[]) {
  const layer = { name: 'layer', kind, config, inputs: inputs.map((_, i) => `input${i}`) };
  const facet = kindOf(layer as Parameters<typeof kindOf>[0]).shape;
  const output = facet.output(config, inputs);
  return {
    output,
    weights: facet.weights?.(config, inputs) ?? [],
    macs: 'code' in output ? null : (facet.macs?.(config, inputs, output) ?? 0),
  };
}

const bias = (size: number): WeightSpec => ({
  name: 'bias',
  shape: [size],
  trainable: true,
  initializer: ones,
  constraint,
});

describe("output shape, weights in Keras's order, and multiply-adds", () => {
  it('conv2d', () => {
    const shape = [3, 5, 3, 4];
    expect(facts('conv2d', conv, [[10, 11, 3]])).toEqual({
      output: [8, 4, 4],
      weights: [{ name: 'kernel', shape, trainable: true, initializer: heNormal, regularizer }, bias(4)],
      macs: 3 * 5 * 3 * 4 * 8 * 4,
    });
  });

  it('conv2dTranspose', () => {
    const shape = [3, 5, 4, 3];
    expect(facts('conv2dTranspose', conv, [[10, 11, 3]])).toEqual({
      output: [12, 25, 4],
      weights: [{ name: 'kernel', shape, trainable: true, initializer: heNormal, regularizer }, bias(4)],
      macs: 3 * 5 * 4 * 3 * 10 * 11,
    });
  });

  it('depthwiseConv2d', () => {
    const shape = [3, 5, 3, 2];
    expect(facts('depthwiseConv2d', depthwise, [[10, 11, 3]])).toEqual({
      output: [8, 4, 6],
      weights: [{ name: 'kernel', shape, trainable: true, initializer: heNormal, constraint }, bias(6)],
      macs: 3 * 5 * 6 * 8 * 4,
    });
  });

  it('separableConv2d', () => {
    const first = { name: 'depthwise_kernel', shape: [3, 5, 3, 2], trainable: true, initializer: heNormal };
    const second = { name: 'pointwise_kernel', shape: [1, 1, 6, 4], trainable: true, initializer: ones };
    expect(facts('separableConv2d', separable, [[10, 11, 3]])).toEqual({
      output: [8, 4, 4],
      weights: [{ ...first, constraint }, { ...second, regularizer, constraint }, bias(4)],
      macs: (3 * 5 * 6 + 6 * 4) * 8 * 4,
    });
  });

  it('dense', () => {
    expect(facts('dense', dense, [[6]])).toEqual({
      output: [7],
      weights: [
        { name: 'kernel', shape: [6, 7], trainable: true, initializer: heNormal, regularizer },
        bias(7),
      ],
      macs: 42,
    });
  });

  it.each([
    ['conv2d', conv, [[10, 11, 3]]],
    ['conv2dTranspose', conv, [[10, 11, 3]]],
    ['depthwiseConv2d', depthwise, [[10, 11, 3]]],
    ['separableConv2d', separable, [[10, 11, 3]]],
    ['dense', dense, [[6]]],
  ] as const)('%s without a bias', (kind, config, inputs) => {
    const names = (options: object) =>
      facts(kind, { ...config, ...options } as never, inputs).weights.map(({ name }) => name);
    expect(names({ bias: false })).toEqual(names({ bias: true }).slice(0, -1));
  });

  it.each([
    [{}, ['gamma', 'beta']],
    [{ center: false }, ['gamma']],
    [{ scale: false }, ['beta']],
    [{ center: false, scale: false }, []],
  ])('layerNorm with %j', (options, names) => {
    const config = { epsilon: 1e-3, center: true, scale: true, ...options };
    const { output, weights } = facts('layerNorm', config, [[4, 5, 6]]);
    expect(output).toEqual([4, 5, 6]);
    expect(weights).toEqual(
      names.map((name) => ({
        name,
        shape: [6],
        trainable: true,
        initializer: name === 'gamma' ? ones : zeros,
      })),
    );
  });

  it.each([
    [false, [4, 5, 6], [4, 5, 6]],
    [true, [4, 5, 6], [1, 1, 6]],
    [false, [7], [7]],
    [true, [7], [7]],
  ])('prelu, shared: %j, on %j', (shared, input, shape) => {
    expect(facts('prelu', { alphaInitializer: heNormal, shared }, [input])).toEqual({
      output: input,
      weights: [{ name: 'alpha', shape, trainable: true, initializer: heNormal }],
      macs: 0,
    });
  });

  it.each([
    [{}, ['gamma', 'beta', 'moving_mean', 'moving_variance']],
    [{ center: false }, ['gamma', 'moving_mean', 'moving_variance']],
    [{ scale: false }, ['beta', 'moving_mean', 'moving_variance']],
    [{ center: false, scale: false }, ['moving_mean', 'moving_variance']],
  ])('batchNorm with %j', (options, names) => {
    const { output, weights } = facts('batchNorm', { ...norm, ...options }, [[4, 5, 6]]);
    expect(output).toEqual([4, 5, 6]);
    expect(weights).toEqual(
      names.map((name) => ({
        name,
        shape: [6],
        trainable: !name.startsWith('moving'),
        initializer: name === 'gamma' || name === 'moving_variance' ? ones : zeros,
      })),
    );
  });

  it.each([
    ['maxPool2d', pool, [[5, 5, 2]], [2, 3, 2]],
    ['averagePool2d', { ...pool, padding: 'same' }, [[5, 5, 2]], [3, 5, 2]],
    ['globalMaxPool2d', { keepDimensions: false }, [[5, 6, 2]], [2]],
    ['globalMaxPool2d', { keepDimensions: true }, [[5, 6, 2]], [1, 1, 2]],
    ['globalAveragePool2d', { keepDimensions: false }, [[5, 6, 2]], [2]],
    ['globalAveragePool2d', { keepDimensions: true }, [[5, 6, 2]], [1, 1, 2]],
    ['activation', { function: 'relu' }, [[5, 6, 2]], [5, 6, 2]],
    ['dropout', { rate: 0.5 }, [[9]], [9]],
    ['spatialDropout2d', { rate: 0.5 }, [[5, 6, 2]], [5, 6, 2]],
    ['zeroPadding2d', { padding: borders }, [[5, 6, 2]], [8, 13, 2]],
    ['cropping2d', { cropping: borders }, [[5, 8, 2]], [2, 1, 2]],
    ['cropping2d', { cropping: borders }, [[4, 8, 2]], [1, 1, 2]],
    ['upsampling2d', { size: [2, 3], interpolation: 'nearest' }, [[5, 6, 2]], [10, 18, 2]],
    ['reshape', { shape: [4, 15, 1] }, [[5, 6, 2]], [4, 15, 1]],
    ['reshape', { shape: [-1] }, [[5, 6, 2]], [60]],
    ['reshape', { shape: [2, -1, 3] }, [[60]], [2, 10, 3]],
    [
      'multiply',
      {},
      [
        [5, 1, 2],
        [1, 6, 1],
        [1, 1, 2],
      ],
      [5, 6, 2],
    ],
    ['multiply', {}, [[9], [1]], [9]],
    ['flatten', {}, [[5, 6, 2]], [60]],
    ['flatten', {}, [[9]], [9]],
    [
      'add',
      {},
      [
        [5, 6, 2],
        [5, 6, 2],
        [5, 6, 2],
      ],
      [5, 6, 2],
    ],
    [
      'concat',
      {},
      [
        [5, 6, 2],
        [5, 6, 3],
        [5, 6, 1],
      ],
      [5, 6, 6],
    ],
    ['concat', {}, [[4], [5]], [9]],
    ['input', { shape: [5, 6, 2] }, [], [5, 6, 2]],
  ] as const)('%s with %j on %j yields %j', (kind, config, inputs, output) => {
    expect(facts(kind, config as never, inputs)).toEqual({ output, weights: [], macs: 0 });
  });
});

describe('rejects', () => {
  it.each([
    [
      'depthwiseConv2d',
      depthwise,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'separableConv2d',
      separable,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'conv2dTranspose',
      conv,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'spatialDropout2d',
      { rate: 0.5 },
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'zeroPadding2d',
      { padding: borders },
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'cropping2d',
      { cropping: borders },
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'upsampling2d',
      { size: [2, 2], interpolation: 'bilinear' },
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'multiply',
      {},
      [
        [2, 2, 3],
        [2, 1, 4],
      ],
      'shape/merge-mismatch',
      'needs inputs that agree in all sizes other than 1, received [2, 2, 3] and [2, 1, 4]',
    ],
    [
      'multiply',
      {},
      [[3], [2, 2, 3]],
      'shape/merge-mismatch',
      'needs inputs that agree in all sizes other than 1, received [3] and [2, 2, 3]',
    ],
    [
      'cropping2d',
      { cropping: borders },
      [[3, 9, 3]],
      'shape/empty-output',
      'leaves no output: cropping [[1, 2], [3, 4]] removes its whole input [3, 9]',
    ],
    [
      'reshape',
      { shape: [5, 5, 2] },
      [[5, 6, 2]],
      'shape/reshape-mismatch',
      'cannot reshape [5, 6, 2] with 60 values: the shape [5, 5, 2] has 50',
    ],
    [
      'reshape',
      { shape: [7, -1, 2] },
      [[5, 6, 2]],
      'shape/reshape-mismatch',
      'cannot reshape [5, 6, 2] with 60 values: the shape [7, -1, 2] needs a multiple of 14',
    ],
    [
      'depthwiseConv2d',
      depthwise,
      [[3, 4, 3]],
      'shape/empty-output',
      'leaves no output: kernel [3, 5] is larger than its input [3, 4] with padding "valid"',
    ],
    [
      'conv2d',
      conv,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'maxPool2d',
      pool,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'globalMaxPool2d',
      { keepDimensions: true },
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], received [9]',
    ],
    [
      'dense',
      dense,
      [[2, 2, 3]],
      'shape/wrong-rank',
      'needs a vector [features], received the feature map [2, 2, 3]',
    ],
    [
      'add',
      {},
      [
        [2, 2, 3],
        [2, 2, 4],
      ],
      'shape/merge-mismatch',
      'needs inputs that agree in all sizes, received [2, 2, 3] and [2, 2, 4]',
    ],
    [
      'concat',
      {},
      [
        [2, 2, 3],
        [2, 1, 3],
      ],
      'shape/merge-mismatch',
      'needs inputs that agree in all sizes but the channels, received [2, 2, 3] and [2, 1, 3]',
    ],
    [
      'concat',
      {},
      [[4], [2, 2, 3]],
      'shape/merge-mismatch',
      'needs inputs that agree in all sizes but the channels, received [4] and [2, 2, 3]',
    ],
    [
      'conv2d',
      { ...conv, dilation: [3, 1] },
      [[6, 9, 3]],
      'shape/empty-output',
      'leaves no output: kernel [3, 5] with dilation [3, 1] is larger than its input [6, 9] with padding "valid"',
    ],
    [
      'averagePool2d',
      pool,
      [[2, 2, 3]],
      'shape/empty-output',
      'leaves no output: pool [2, 3] is larger than its input [2, 2] with padding "valid"',
    ],
  ] as const)('%s with %j on %j', (kind, config, inputs, code, message) => {
    expect(facts(kind, config as never, inputs).output).toMatchObject({ code, message });
  });
});

it('reads each Keras class as exactly one kind', () => {
  const classes = Object.values(kinds).flatMap(({ keras }) => Object.keys(keras.readers));
  expect(classes).toEqual([...new Set(classes)]);
});
