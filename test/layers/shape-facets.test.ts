import { describe, expect, it } from 'vitest';
import type { LayerConfigs, LayerKind, Shape } from '../../src/layers/layer';
import { shapeFacetOf } from '../../src/layers/shape-facets';

const initializers = { kernelInitializer: 'heNormal', biasInitializer: 'ones' } as const;
const conv = {
  filters: 4,
  kernel: [3, 5],
  stride: [1, 2],
  padding: 'valid',
  dilation: [1, 1],
  bias: true,
  ...initializers,
} as const;
const dense = { units: 7, bias: true, ...initializers };
const norm = { momentum: 0.99, epsilon: 1e-3, center: true, scale: true };
const pool = { size: [2, 3], stride: [2, 1], padding: 'valid' } as const;

function facts<K extends LayerKind>(kind: K, config: LayerConfigs[K], inputs: readonly Shape[]) {
  const layer = { name: 'layer', kind, config, inputs: inputs.map((_, i) => `input${i}`) };
  const facet = shapeFacetOf(layer as Parameters<typeof shapeFacetOf>[0]);
  const output = facet.output(config, inputs);
  return {
    output,
    weights: (facet.weights?.(config, inputs) ?? []).map(({ name, shape, trainable, initializer }) => [
      name,
      shape,
      trainable,
      initializer,
    ]),
    macs: 'code' in output ? null : (facet.macs?.(config, inputs, output) ?? 0),
  };
}

describe('output, weights in the order of Keras, and multiply-adds', () => {
  it('conv2d', () => {
    expect(facts('conv2d', conv, [[10, 11, 3]])).toEqual({
      output: [8, 4, 4],
      weights: [
        ['kernel', [3, 5, 3, 4], true, 'heNormal'],
        ['bias', [4], true, 'ones'],
      ],
      macs: 3 * 5 * 3 * 4 * 8 * 4,
    });
    expect(facts('conv2d', { ...conv, bias: false }, [[10, 11, 3]]).weights).toHaveLength(1);
  });

  it('dense', () => {
    expect(facts('dense', dense, [[6]])).toEqual({
      output: [7],
      weights: [
        ['kernel', [6, 7], true, 'heNormal'],
        ['bias', [7], true, 'ones'],
      ],
      macs: 42,
    });
    expect(facts('dense', { ...dense, bias: false }, [[6]]).weights).toHaveLength(1);
  });

  it.each([
    [{}, ['gamma', 'beta', 'moving_mean', 'moving_variance']],
    [{ center: false }, ['gamma', 'moving_mean', 'moving_variance']],
    [{ scale: false }, ['beta', 'moving_mean', 'moving_variance']],
    [{ center: false, scale: false }, ['moving_mean', 'moving_variance']],
  ])('batchNorm with %j', (options, names) => {
    const { output, weights } = facts('batchNorm', { ...norm, ...options }, [[4, 5, 6]]);
    expect(output).toEqual([4, 5, 6]);
    expect(weights.map(([name, shape, trainable]) => [name, shape, trainable])).toEqual(
      names.map((name) => [name, [6], !name.startsWith('moving')]),
    );
  });

  it.each([
    ['maxPool2d', pool, [[5, 5, 2]], [2, 3, 2]],
    ['averagePool2d', { ...pool, padding: 'same' }, [[5, 5, 2]], [3, 5, 2]],
    ['globalMaxPool2d', {}, [[5, 6, 2]], [2]],
    ['globalAveragePool2d', {}, [[5, 6, 2]], [2]],
    ['activation', { function: 'relu' }, [[5, 6, 2]], [5, 6, 2]],
    ['dropout', { rate: 0.5 }, [[9]], [9]],
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

describe('refuses', () => {
  it.each([
    [
      'conv2d',
      conv,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], its input is [9]',
    ],
    [
      'maxPool2d',
      pool,
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], its input is [9]',
    ],
    [
      'globalMaxPool2d',
      {},
      [[9]],
      'shape/wrong-rank',
      'needs a feature map [height, width, channels], its input is [9]',
    ],
    [
      'dense',
      dense,
      [[2, 2, 3]],
      'shape/wrong-rank',
      'needs a vector, its input is the feature map [2, 2, 3]',
    ],
    [
      'add',
      {},
      [
        [2, 2, 3],
        [2, 2, 4],
      ],
      'shape/merge-mismatch',
      'needs inputs that agree in every size, received [2, 2, 3] and [2, 2, 4]',
    ],
    [
      'concat',
      {},
      [
        [2, 2, 3],
        [2, 1, 3],
      ],
      'shape/merge-mismatch',
      'needs inputs that agree in all but their channels, received [2, 2, 3] and [2, 1, 3]',
    ],
    [
      'concat',
      {},
      [[4], [2, 2, 3]],
      'shape/merge-mismatch',
      'needs inputs that agree in all but their channels, received [4] and [2, 2, 3]',
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
