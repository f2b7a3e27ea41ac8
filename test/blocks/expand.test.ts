import { describe, expect, it } from 'vitest';
import { builtInBlocks } from '../../src/blocks';
import { checkText, found } from '../support/check-file';
import { specText, withConv } from '../support/spec-text';

/** Names and kinds of the layers between input and what follows the first block. */
const layersOf = (text: string, block: string) =>
  checkText(text)
    .plan?.layers.filter((layer) => layer.block === block)
    .map(({ name, kind }) => `${name}: ${kind}`);

describe('a conv block', () => {
  it.each([
    ['nothing more', '', ['conv']],
    ['parts that do nothing', 'activation: linear, batchNorm: false, pool: false, dropout: 0', ['conv']],
    [
      'all parts in the order of the language',
      'dropout: 0.5, pool: 2, activation: relu, batchNorm: true',
      ['conv', 'batchNorm', 'activation', 'pool', 'dropout'],
    ],
    [
      'all parts in an order of its own',
      'dropout: 0.5, pool: 2, activation: relu, batchNorm: true, order: [dropout, pool, conv, activation, batchNorm]',
      ['dropout', 'pool', 'conv', 'activation', 'batchNorm'],
    ],
  ])('with %s', (_what, options, parts) => {
    const kinds: Record<string, string> = { conv: 'conv2d', pool: 'maxPool2d' };
    expect(
      layersOf(withConv(`filters: 8, kernel: 3${options === '' ? '' : `, ${options}`}`), 'conv1'),
    ).toEqual(parts.map((part) => `conv1_${part}: ${kinds[part] ?? part}`));
  });

  it.each([
    ['pool: 3', { kind: 'maxPool2d', config: { size: [3, 3], stride: [3, 3], padding: 'valid' } }],
    ['pool: [2, 3]', { kind: 'maxPool2d', config: { size: [2, 3], stride: [2, 3], padding: 'valid' } }],
    ['pool: {}', { kind: 'maxPool2d', config: { size: [2, 2], stride: [2, 2], padding: 'valid' } }],
    [
      'pool: { type: average, size: 3, stride: [1, 2], padding: same }',
      { kind: 'averagePool2d', config: { size: [3, 3], stride: [1, 2], padding: 'same' } },
    ],
  ])('%s', (pool, expected) => {
    const { plan } = checkText(withConv(`filters: 8, kernel: 3, ${pool}`));
    expect(plan?.layers[2]).toMatchObject(expected);
  });

  it('may have as many filters as there are classes', () => {
    expect(checkText(withConv('filters: classes, kernel: 3')).plan?.layers[1]?.outputShape).toEqual([
      30, 30, 10,
    ]);
  });
});

it('every other kind of block is one layer under the name of the block', () => {
  const blocks = [
    '- { name: a, type: batchNorm }',
    '- { name: b, type: activation, function: elu }',
    '- { name: c, type: dropout, rate: 0.1 }',
    '- { name: d, type: maxPool }',
    '- { name: e, type: averagePool, size: 3, stride: 1, padding: same }',
    '- { name: f, type: concat, from: [d, e] }',
    '- { name: g, type: add, from: [f, f] }',
    '- { name: h, type: globalMaxPool }',
    '- { name: i, type: globalAveragePool, from: g }',
    '- { name: j, type: flatten, from: h }',
    '- { name: k, type: add, from: [i, j] }',
    '- { name: output, type: dense, units: classes }',
  ];
  const { plan, diagnostics } = checkText(specText({ blocks: `blocks:\n  ${blocks.join('\n  ')}` }));
  expect(diagnostics).toEqual([]);
  expect(plan?.layers.map(({ name, kind, outputShape }) => [name, kind, outputShape])).toEqual([
    ['input', 'input', [32, 32, 3]],
    ['a', 'batchNorm', [32, 32, 3]],
    ['b', 'activation', [32, 32, 3]],
    ['c', 'dropout', [32, 32, 3]],
    ['d', 'maxPool2d', [16, 16, 3]],
    ['e', 'averagePool2d', [16, 16, 3]],
    ['f', 'concat', [16, 16, 6]],
    ['g', 'add', [16, 16, 6]],
    ['h', 'globalMaxPool2d', [6]],
    ['i', 'globalAveragePool2d', [6]],
    ['j', 'flatten', [6]],
    ['k', 'add', [6]],
    ['output_dense', 'dense', [10]],
  ]);
});

describe('a dense block', () => {
  it('has its parts in order', () => {
    const blocks =
      'blocks: [{ type: flatten }, { name: fc, type: dense, units: 5, dropout: 0.1, batchNorm: true, activation: tanh }, { type: dense, units: classes }]';
    expect(layersOf(specText({ blocks }), 'fc')).toEqual([
      'fc_dense: dense',
      'fc_batchNorm: batchNorm',
      'fc_activation: activation',
      'fc_dropout: dropout',
    ]);
  });
});

describe('names', () => {
  it('a block without one is called by its type and number', () => {
    const blocks =
      'blocks: [{ type: conv, filters: 2, kernel: 1 }, { type: conv, name: mine, filters: 2, kernel: 1 }, { type: conv, filters: 2, kernel: 1 }, { type: flatten }, { type: dense, units: classes }]';
    expect(checkText(specText({ blocks })).plan?.layers.map(({ block }) => block)).toEqual([
      'input',
      'conv1',
      'mine',
      'conv3',
      'flatten1',
      'dense1',
    ]);
  });

  it.each([
    [
      'of two blocks',
      '{ name: a, type: flatten }, { name: a, type: dense, units: classes }',
      'the name "a" is taken',
    ],
    [
      'of a block and the input',
      '{ name: input, type: flatten }, { type: dense, units: classes }',
      'the name "input" is taken',
    ],
    [
      'of a block and a layer of another',
      '{ name: a, type: conv, filters: 1, kernel: 1 }, { name: a_conv, type: flatten }, { type: dense, units: classes }',
      'the layer "a_conv" of this block has the name of another',
    ],
  ])('%s do not collide', (_what, blocks, message) => {
    expect(found(specText({ blocks: `blocks: [${blocks}]` }))).toEqual([
      expect.stringContaining(`graph/duplicate-name ${message}`),
    ]);
  });
});

it('every kind of block says what it is and is called as it is listed', () => {
  for (const [type, kind] of Object.entries(builtInBlocks)) {
    expect(kind.type).toBe(type);
    expect(kind.about).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(kind.schema.shape)).toEqual(expect.arrayContaining([...kind.shapeNeutral]));
  }
});
