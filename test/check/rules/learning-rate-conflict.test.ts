import { expect, it } from 'vitest';
import { z } from 'zod';
import { SourceFile } from '../../../src/base/source/source-file';
import { checkSpec } from '../../../src/check/check-spec';
import { vocabularyWith } from '../../../src/language/vocabulary';
import type { CallbackKind } from '../../../src/run/training/callbacks/callback';
import { specText } from '../../support/spec-text';

const schema = z.strictObject({});
const scheduler: CallbackKind = {
  type: 'schedule',
  schema,
  setsLearningRate: 'everyEpoch',
  create: () => ({ state: () => ({}), restore: () => undefined }),
};
const plateau = (monitor: string) => `{ type: reduceLROnPlateau, monitor: ${monitor}, patience: 3 }`;
const both = (a: string, b: string) =>
  `${a} and ${b} both set the learning rate: the schedule overwrites it every epoch`;
it.each<[callbacks: string[], expected: string[]]>([
  [[plateau('loss'), plateau('accuracy')], []],
  [
    [plateau('loss'), plateau('loss')],
    ['9:78 two callbacks lower the learning rate when "loss" reaches a plateau'],
  ],
  [['{ type: schedule }'], []],
  [['{ type: schedule }', plateau('loss')], [`9:41 ${both('reduceLROnPlateau', 'schedule')}`]],
  [[plateau('loss'), '{ type: schedule }'], [`9:78 ${both('schedule', 'reduceLROnPlateau')}`]],
  [['{ type: schedule }', '{ type: schedule }'], [`9:41 ${both('schedule', 'schedule')}`]],
])('%j', (callbacks, expected) => {
  const text = specText({ callbacks: `callbacks: [${callbacks.join(', ')}]` });
  const vocabulary = vocabularyWith([{ callbacks: { schedule: scheduler } }]);
  const { diagnostics } = checkSpec(new SourceFile('spec.yaml', text), vocabulary);
  expect(diagnostics.map(({ code }) => code)).toEqual(expected.map(() => 'policy/learning-rate-conflict'));
  expect(
    diagnostics.map(({ message, range: { start } }) => `${start.line}:${start.column} ${message}`),
  ).toEqual(expected);
});
