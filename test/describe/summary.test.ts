import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { summarise } from '../../src/describe/summary';
import { summaryMarkdown, summaryTable, summaryText } from '../../src/describe/summary-text';
import { checkFile, checkText } from '../support/check-file';
import { specText } from '../support/spec-text';

function planOf(blocks: readonly string[], rest: Readonly<Record<string, string>> = {}): ModelPlan {
  const { plan, diagnostics } = checkText(specText({ blocks: ['blocks:', ...blocks].join('\n'), ...rest }));
  if (!plan) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return plan;
}

const branched = planOf(
  [
    '  - { name: stem, type: conv, filters: 4, kernel: [3, 5], stride: [1, 2], padding: same, batchNorm: true }',
    '  - { name: left, type: conv, filters: 4, kernel: 1 }',
    '  - { name: sum, type: add, from: [stem, left] }',
    '  - { name: pool, type: globalAveragePool }',
    '  - { name: output, type: dense, units: classes, activation: softmax }',
  ],
  { training: 'training: { optimizer: adam, batchSize: 8 }' },
);

it('prints a tree', () => {
  expect(summaryText(branched)).toMatchInlineSnapshot(`
    "net: [32, 32, 3] → 10 classes

    layer          type                 output       params    MACs    memory  field  stride
    ──────────────────────────────────────────────────────────────────────────────────────────────────────
    input          input                [32, 32, 3]                   12.3 kB      1       1
    stem                                [32, 16, 4]     200  92,160   16.4 kB    3×5     1×2
    ├─ conv        conv2d 3×5 /1×2      [32, 16, 4]     184  92,160   8.19 kB    3×5     1×2
    └─ batchNorm   batchNorm            [32, 16, 4]      16           8.19 kB    3×5     1×2
    left           conv2d 1×1           [32, 16, 4]      20   8,192   8.19 kB    3×5     1×2
    sum            add                  [32, 16, 4]                   8.19 kB    3×5     1×2  ← stem, left
    pool           globalAveragePool2d  [4]                          16 bytes  whole
    output                              [10]             50      40  80 bytes  whole
    ├─ dense       dense                [10]             50      40  40 bytes  whole
    └─ activation  softmax              [10]                         40 bytes  whole

    parameters   270 (262 trainable, 8 non-trainable), 1.08 kB
    MACs         100,392 for one image
    activations  45.2 kB for one image, 361 kB for a batch of 8
    training     about 1.09 MB, with 1.05 kB of gradients and 2.1 kB of optimizer state"
  `);
});

it('shows only blocks with depth 1', () => {
  expect(summaryText(branched, { depth: 1 })).toMatchInlineSnapshot(`
    "net: [32, 32, 3] → 10 classes

    layer   type                 output       params    MACs    memory  field  stride
    ───────────────────────────────────────────────────────────────────────────────────────────────
    input   input                [32, 32, 3]                   12.3 kB      1       1
    stem    conv2d 3×5 /1×2 …    [32, 16, 4]     200  92,160   16.4 kB    3×5     1×2
    left    conv2d 1×1           [32, 16, 4]      20   8,192   8.19 kB    3×5     1×2
    sum     add                  [32, 16, 4]                   8.19 kB    3×5     1×2  ← stem, left
    pool    globalAveragePool2d  [4]                          16 bytes  whole
    output  dense …              [10]             50      40  80 bytes  whole

    parameters   270 (262 trainable, 8 non-trainable), 1.08 kB
    MACs         100,392 for one image
    activations  45.2 kB for one image, 361 kB for a batch of 8
    training     about 1.09 MB, with 1.05 kB of gradients and 2.1 kB of optimizer state"
  `);
});

it('prints a Markdown table', () => {
  expect(summaryMarkdown(branched, { depth: 1 })).toMatchInlineSnapshot(`
    "**net: [32, 32, 3] → 10 classes**

    | layer  | type                | output      | params |   MACs |   memory | field | stride |              |
    | ------ | ------------------- | ----------- | -----: | -----: | -------: | ----: | -----: | ------------ |
    | input  | input               | [32, 32, 3] |        |        |  12.3 kB |     1 |      1 |              |
    | stem   | conv2d 3×5 /1×2 …   | [32, 16, 4] |    200 | 92,160 |  16.4 kB |   3×5 |    1×2 |              |
    | left   | conv2d 1×1          | [32, 16, 4] |     20 |  8,192 |  8.19 kB |   3×5 |    1×2 |              |
    | sum    | add                 | [32, 16, 4] |        |        |  8.19 kB |   3×5 |    1×2 | ← stem, left |
    | pool   | globalAveragePool2d | [4]         |        |        | 16 bytes | whole |        |              |
    | output | dense …             | [10]        |     50 |     40 | 80 bytes | whole |        |              |

    - parameters: 270 (262 trainable, 8 non-trainable), 1.08 kB
    - MACs: 100,392 for one image
    - activations: 45.2 kB for one image, 361 kB for a batch of 8
    - training: about 1.09 MB, with 1.05 kB of gradients and 2.1 kB of optimizer state"
  `);
});

it('gives the same numbers as data', () => {
  const summary = summarise(branched);
  expect(summary).toMatchObject({
    name: 'net',
    input: [32, 32, 3],
    classes: 10,
    batchSize: 8,
    params: { total: 184 + 16 + 20 + 50, trainable: 184 + 8 + 20 + 50, nonTrainable: 8 },
    macs: 32 * 16 * (45 * 4 + 4 * 4) + 40,
  });
  expect(summary.layers[4]).toEqual({
    name: 'sum',
    type: 'add',
    block: 'sum',
    inputs: ['stem_batchNorm', 'left_conv'],
    outputShape: [32, 16, 4],
    params: 0,
    macs: 0,
    activationBytes: 4 * 32 * 16 * 4,
    receptiveField: { size: [3, 5], stride: [1, 2] },
  });
  expect(summary.blocks[1]).toEqual({
    name: 'stem',
    inputs: ['input'],
    layers: ['stem_conv', 'stem_batchNorm'],
    outputShape: [32, 16, 4],
    params: 184 + 16,
    macs: 32 * 16 * 45 * 4,
    activationBytes: 2 * 4 * 32 * 16 * 4,
    receptiveField: { size: [3, 5], stride: [1, 2] },
  });
});

it('counts memory for training: weights, gradients, two slots of Adam, and activations of a batch', () => {
  const activations = 4 * (32 * 32 * 3 + 4 * 32 * 16 * 4 + 4 + 10 + 10);
  const maps = 32 * 16 * 4;
  const held = 32 * 32 * 3 + (3 + 2 + 3 + 2) * maps + 2 * 4 + (3 + 3) * 10;
  const perImage = 4 * (held + 5 * maps + 6 * 10);
  expect(summarise(branched).memory).toEqual({
    weights: 4 * 270,
    activations,
    batchActivations: 8 * activations,
    gradients: 4 * 262,
    optimizer: 2 * 4 * 262,
    training: 4 * 270 + 3 * 4 * 262 + 8 * perImage,
    trainingPerImage: perImage,
  });
});

it('gives the memory for one image and each additional one if the batch size is auto', () => {
  const plan = planOf(['  - { type: flatten }', '  - { name: output, type: dense, units: classes }'], {
    training: 'training: { batchSize: auto }',
  });
  const { batchSize, memory } = summarise(plan);
  expect([batchSize, memory.batchActivations]).toEqual(['auto', memory.activations]);
  expect(summaryTable(plan).totals.slice(2)).toEqual([
    ['activations', '24.6 kB for one image'],
    [
      'training',
      'about 614 kB for one image, with 123 kB of gradients and 0 bytes of optimizer state, plus 12.7 kB per additional image',
    ],
  ]);
});

it('describes a layer in a few words', () => {
  const plan = planOf([
    '  - { name: pad, type: zeroPadding, padding: 1 }',
    '  - { name: dilated, type: conv, filters: 2, kernel: [3, 5], dilation: [2, 1], activation: prelu, dropout: 0.1 }',
    '  - { name: dw, type: depthwiseConv, kernel: 3, padding: same }',
    '  - { name: up, type: upsampling, size: [2, 1], interpolation: bilinear }',
    '  - { name: tr, type: convTranspose, filters: 2, kernel: 3, stride: 2 }',
    '  - { name: pool, type: averagePool, size: 3, stride: [1, 2] }',
    '  - { name: norm, type: batchNorm }',
    '  - { type: flatten }',
    '  - { name: output, type: dense, units: classes, activation: softmax }',
  ]);
  const types = (depth: 1 | 2) => summaryTable(plan, depth).rows.map(({ cells }) => cells[1]);
  expect(types(2)).toEqual([
    'input',
    'zeroPadding2d',
    '',
    'conv2d 3×5 dilation 2×1',
    'prelu',
    'dropout 0.1',
    'depthwiseConv2d 3×3',
    'upsampling2d ×2×1 bilinear',
    'conv2dTranspose 3×3 /2',
    'averagePool2d 3×3 /1×2',
    'batchNorm',
    'flatten',
    '',
    'dense',
    'softmax',
  ]);
  expect(types(1)).toContain('conv2d 3×5 dilation 2×1 …');
});

describe('default depth', () => {
  const chain = (count: number) =>
    planOf([
      ...Array.from(
        { length: count },
        (_, i) => `  - { name: c${i}, type: conv, filters: 2, kernel: 1, activation: relu }`,
      ),
      '  - { type: flatten }',
      '  - { name: output, type: dense, units: classes }',
    ]);

  it.each([
    // An input, two layers per convolution, flatten and dense.
    [28, 59, true],
    [29, 61, false],
  ])('%i blocks of two layers', (count, layers, nested) => {
    const plan = chain(count);
    expect(plan.layers).toHaveLength(layers);
    expect(summaryText(plan).includes('├─ conv')).toBe(nested);
    expect(summaryText(plan, { depth: 2 })).toContain('├─ conv');
  });
});

it.each(['specs/convnet-12class.yaml', 'specs/icons-12.yaml', 'specs/lenet-5.yaml'])(
  '%s fits into 100 columns',
  (path) => {
    const { plan } = checkFile(path);
    const lines = plan ? summaryText(plan).split('\n') : [];
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  },
);

it('styles whole lines, so that columns stay aligned', () => {
  const styled = summaryText(branched, { paint: (style, text) => `<${style}>${text}</>` });
  expect(styled.replace(/<\w+>|<\/>/g, '')).toBe(summaryText(branched));
  expect(styled).toContain('<bold>stem ');
});
