import { expect, it } from 'vitest';
import { advice, classifier } from './advice';

const slow = (activation: string) =>
  `note policy/slow-loss meanSquaredError after ${activation} learns slowly from confidently misclassified images: their gradients vanish`;

it.each<[last: string, loss: string, expected: readonly string[]]>([
  [', activation: softmax', 'meanSquaredError', [`8:19 ${slow('softmax')}`]],
  [', activation: sigmoid', '{ type: meanSquaredError }', [`8:27 ${slow('sigmoid')}`]],
  ['', 'meanSquaredError', []],
  [', activation: tanh', 'meanSquaredError', []],
  [', activation: softmax', 'categoricalCrossentropy', []],
])('%s with %s', (last, loss, expected) => {
  expect(advice(classifier(last, loss))).toEqual(expected);
});
