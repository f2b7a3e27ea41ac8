import { expect, it } from 'vitest';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';
import { advice, classifier } from './advice';

const sum =
  'policy/loss-activation categoricalCrossentropy expects probabilities that add up to 1, but the network ends with';
const each =
  'policy/loss-activation binaryCrossentropy expects a probability for each class, but the network ends with';

it.each<[string, string, string[]]>([
  [', activation: softmax', 'categoricalCrossentropy', []],
  [', activation: softmax', '{ type: categoricalCrossentropy, labelSmoothing: 0.1 }', []],
  [', activation: sigmoid', 'binaryCrossentropy', []],
  [', activation: hardSigmoid', 'binaryCrossentropy', []],
  ['', 'meanSquaredError', []],
  [', activation: sigmoid', 'categoricalCrossentropy', [`7:59 warning ${sum} activation "sigmoid"`]],
  ['', 'categoricalCrossentropy', [`7:24 warning ${sum} "out_dense", which has no activation`]],
  [', batchNorm: true, bias: false', 'categoricalCrossentropy', [`7:24 warning ${sum} "out_batchNorm"`]],
  [', activation: tanh', 'binaryCrossentropy', [`7:59 warning ${each} activation "tanh"`]],
  [
    ', activation: softmax',
    'binaryCrossentropy',
    [
      '8:19 warning policy/loss-activation binaryCrossentropy treats classes as independent, but softmax makes the probabilities of the 10 classes add up to 1',
    ],
  ],
])('%s with %s', (last, loss, expected) => {
  expect(advice(classifier(last, loss))).toEqual(expected);
});

it('softmax over two classes is equivalent to sigmoid', () => {
  expect(advice(classifier(', activation: softmax', 'binaryCrossentropy', 2))).toEqual([]);
});

it('a softmax followed by a global mean or a flatten gives probabilities', () => {
  for (const type of ['globalAveragePool', 'averagePool, size: 32 }\n  - { type: flatten']) {
    const blocks = `blocks:\n  - { type: conv, filters: classes, kernel: 1, activation: softmax }\n  - { type: ${type} }`;
    expect(advice(specText({ blocks }))).toEqual([]);
  }
});

it.each([
  [', activation: sigmoid', 'softmax'],
  ['', undefined],
])('after "%s" suggests %s', (last, suggestion) => {
  const [diagnostic] = checkText(classifier(last, 'categoricalCrossentropy')).diagnostics;
  expect(diagnostic?.suggestion?.text).toBe(suggestion);
});

it('is not checked after an invalid block', () => {
  const blocks = 'blocks: [{ type: flatten }, { type: dense, units: classes, activation: softmx }]';
  expect(advice(specText({ blocks }))).toHaveLength(1);
});
