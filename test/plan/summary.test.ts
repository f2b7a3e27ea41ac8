import { expect, it } from 'vitest';
import { bytesText, summarise, summaryText } from '../../src/plan/summary';
import { checkText } from '../support/check-file';
import { specText } from '../support/spec-text';

const { plan } = checkText(
  specText({
    blocks: [
      'blocks:',
      '  - { name: stem, type: conv, filters: 4, kernel: 3, padding: same, batchNorm: true }',
      '  - { name: left, type: conv, filters: 4, kernel: 1 }',
      '  - { name: sum, type: add, from: [stem, left] }',
      '  - { name: pool, type: globalAveragePool }',
      '  - { name: output, type: dense, units: classes, activation: softmax }',
    ].join('\n'),
  }),
);

it('prints a table for people', () => {
  expect(plan && summaryText(plan)).toMatchInlineSnapshot(`
    "net: [32, 32, 3] → 10 classes

    layer              type                 output       params     MACs
    ─────────────────  ───────────────────  ───────────  ──────  ───────
    input              input                [32, 32, 3]
    stem_conv          conv2d               [32, 32, 4]     112  110,592
    stem_batchNorm     batchNorm            [32, 32, 4]      16
    left_conv          conv2d               [32, 32, 4]      20   16,384
    sum                add                  [32, 32, 4]                   ← stem_batchNorm, left_conv
    pool               globalAveragePool2d  [4]
    output_dense       dense                [10]             50       40
    output_activation  activation           [10]

    parameters   198 (190 trainable, 8 not), 792 B
    MACs         127,016 for one image
    activations  78 kB for one image, 2.5 MB for a batch of 32"
  `);
});

it('gives machines the same numbers', () => {
  const summary = plan && summarise(plan);
  expect(summary).toMatchObject({
    name: 'net',
    input: [32, 32, 3],
    classes: 10,
    params: { total: 112 + 16 + 20 + 50, trainable: 112 + 8 + 20 + 50, nonTrainable: 8 },
    macs: 32 * 32 * (27 * 4 + 4 * 4) + 40,
    activationBytes: 4 * (32 * 32 * (3 + 4 * 4) + 4 + 10 + 10),
    weightBytes: 4 * 198,
  });
  expect(summary?.layers[4]).toEqual({
    name: 'sum',
    type: 'add',
    block: 'sum',
    inputs: ['stem_batchNorm', 'left_conv'],
    outputShape: [32, 32, 4],
    params: 0,
    macs: 0,
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [54_321, '54 kB'],
  [4_200_000, '4.2 MB'],
  [1_500_000_000, '1.5 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
