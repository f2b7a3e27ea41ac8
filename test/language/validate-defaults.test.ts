import { describe, expect, it } from 'vitest';
import { checkText, found } from '../support/check-file';
import { specText, withConv } from '../support/spec-text';

describe('defaults', () => {
  const layers = (text: string) => checkText(text).plan?.layers.map(({ kind }) => kind);

  it('apply to every block of their type, unless the block overrides them', () => {
    const more = 'defaults: { conv: { kernel: 5, stride: 2, activation: relu, pool: 2 } }';
    const { plan } = checkText(withConv('filters: 8, stride: 1, pool: false', { more }));
    expect(plan?.layers.slice(1, 3)).toMatchObject([
      { name: 'conv1_conv', config: { kernel: [5, 5], stride: [1, 1] } },
      { name: 'conv1_activation', config: { function: 'relu' } },
    ]);
    expect(plan?.layers[3]?.kind).toBe('flatten');
  });

  it('are replaced as a whole: the parts of a pool are not merged', () => {
    const more = 'defaults: { conv: { pool: { type: average, size: 4, stride: 1 } } }';
    const { plan } = checkText(withConv('filters: 8, kernel: 3, pool: { size: 3 }', { more }));
    expect(plan?.layers[2]).toMatchObject({ kind: 'maxPool2d', config: { size: [3, 3], stride: [3, 3] } });
  });

  it('fall back to those of Keras', () => {
    const { plan } = checkText(withConv('filters: 8, kernel: 3, batchNorm: true'));
    expect(plan?.layers.slice(1, 3)).toMatchObject([
      {
        config: {
          stride: [1, 1],
          padding: 'valid',
          dilation: [1, 1],
          bias: true,
          kernelInitializer: { type: 'glorotUniform' },
          biasInitializer: { type: 'zeros' },
        },
      },
      { config: { momentum: 0.99, epsilon: 0.001, center: true, scale: true } },
    ]);
    expect(plan?.training).toEqual({
      backend: 'auto',
      optimizer: { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false },
      loss: { type: 'categoricalCrossentropy', labelSmoothing: 0 },
      metrics: ['accuracy'],
      epochs: 10,
      batchSize: 32,
      accumulate: 1,
      seed: 1,
      deterministic: true,
    });
  });

  it('an empty section equals none', () => {
    expect(
      layers(specText({ more: 'training: {}\ndefaults: {}\nvariables: {}\nexpect: []\ncallbacks: []' })),
    ).toEqual(['input', 'conv2d', 'flatten', 'dense', 'activation']);
  });

  it('an impossible shape caused by a default is reported at the default', () => {
    const more = 'defaults: { conv: { pool: { size: 31 } } }';
    expect(found(withConv('filters: 8, kernel: 3', { more }))).toEqual([
      '9:35 shape/empty-output "conv1_pool" leaves no output: pool [31, 31] is larger than its input [30, 30] with padding "valid"',
    ]);
  });
});

describe('anchors and merge keys', () => {
  it('a mistake is reported where it was written', () => {
    const blocks = [
      'blocks:',
      '  - &first { name: a, type: conv, filters: 8, kernel: 3, dropout: 2 }',
      '  - { <<: *first, name: b, dropout: 0.5 }',
      '  - { <<: *first, name: c, stride: 0 }',
      '  - { type: flatten }',
      '  - { type: dense, units: classes, activation: softmax }',
    ].join('\n');
    const places = found(specText({ blocks })).map((line) => line.split(' ').slice(0, 2).join(' '));
    expect(places).toEqual(['6:67 spec/out-of-range', '8:36 spec/out-of-range']);
  });

  it('in a list of merges, the first one with a key wins', () => {
    const blocks = [
      'blocks:',
      '  - &a { type: conv, filters: 8, kernel: 3, activation: relu }',
      '  - &b { type: conv, filters: 4, kernel: 5, dropout: 0.5 }',
      '  - { <<: [*a, *b], padding: same }',
      '  - { type: flatten }',
      '  - { type: dense, units: classes, activation: softmax }',
    ].join('\n');
    const { plan, diagnostics } = checkText(specText({ blocks }));
    expect(diagnostics).toEqual([]);
    expect(plan?.layers[5]).toMatchObject({
      name: 'conv3_conv',
      config: { filters: 8, kernel: [3, 3], padding: 'same' },
    });
    expect(plan?.layers[7]).toMatchObject({ name: 'conv3_dropout', config: { rate: 0.5 } });
  });

  it.each([
    ['a number', '<<: 3', '6:36 yaml/syntax expected a mapping or an alias of one after "<<"'],
    ['a list of numbers', '<<: [3]', '6:36 yaml/syntax expected a mapping or an alias of one after "<<"'],
  ])('%s cannot be merged', (_what, merge, expected) => {
    expect(found(withConv(merge))).toEqual([expected]);
  });
});
