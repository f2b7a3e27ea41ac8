import { expect, it } from 'vitest';
import { summarise, summaryText } from '../../src/plan/summary';
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

    layer              type                 output       params     MACs    memory
    ─────────────────  ───────────────────  ───────────  ──────  ───────  ────────
    input              input                [32, 32, 3]                    12.3 kB
    stem_conv          conv2d               [32, 32, 4]     112  110,592   16.4 kB
    stem_batchNorm     batchNorm            [32, 32, 4]      16            16.4 kB
    left_conv          conv2d               [32, 32, 4]      20   16,384   16.4 kB
    sum                add                  [32, 32, 4]                    16.4 kB  ← stem_batchNorm, left_conv
    pool               globalAveragePool2d  [4]                           16 bytes
    output_dense       dense                [10]             50       40  40 bytes
    output_activation  activation           [10]                          40 bytes

    parameters   198 (190 trainable, 8 not), 792 bytes
    MACs         127,016 for one image
    activations  77.9 kB for one image, 2.49 MB for a batch of 32
    training     keeps besides 760 bytes of gradients and 0 bytes of optimizer state"
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
    trainingBytes: { gradients: 4 * 190, optimizer: 0 },
  });
  expect(summary?.layers[4]).toEqual({
    name: 'sum',
    type: 'add',
    block: 'sum',
    inputs: ['stem_batchNorm', 'left_conv'],
    outputShape: [32, 32, 4],
    params: 0,
    macs: 0,
    activationBytes: 4 * 32 * 32 * 4,
  });
});
