import { expect, it } from 'vitest';
import { specText } from '../../support/spec-text';
import { advice } from './advice';

it.each<[classes: string, metrics: string, expected: readonly string[]]>([
  ['6', 'accuracy, topKAccuracy', []],
  ['5', 'accuracy', []],
  [
    '5',
    'accuracy, topKAccuracy',
    [
      '9:33 warning policy/trivial-metric topKAccuracy is always 1: with 5 classes, the correct one is always in the top 5',
    ],
  ],
  [
    '[cat, dog]',
    'topKAccuracy',
    [
      '9:23 warning policy/trivial-metric topKAccuracy is always 1: with 2 classes, the correct one is always in the top 5',
    ],
  ],
])('classes: %s, metrics: [%s]', (classes, metrics, expected) => {
  const text = specText({ classes: `classes: ${classes}`, training: `training: { metrics: [${metrics}] }` });
  expect(advice(text)).toEqual(expected);
});
