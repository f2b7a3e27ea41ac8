import { expect, it } from 'vitest';
import { found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const withCallbacks = (callbacks: string, more = '') =>
  specText({ callbacks: `callbacks: [${callbacks}]`, more: more === '' ? null : more });
const data = 'data: { train: { directory: a } }';
const validated = 'data: { train: { directory: a }, validation: { split: 0.1 } }';

it.each([
  ['loss', data, []],
  ['accuracy', data, []],
  ['val_loss', validated, []],
  ['val_loss', '', []],
  ['val_accuracy', validated, []],
  ['topKAccuracy', `training: { metrics: [topKAccuracy] }\n${data}`, []],
  [
    'val_loss',
    data,
    [
      '9:45 policy/unknown-monitor earlyStopping watches "val_loss", which will not exist: there is no validation data',
    ],
  ],
  [
    'acc',
    data,
    [
      '9:45 policy/unknown-monitor earlyStopping watches "acc", which no epoch will log, did you mean "accuracy"?',
    ],
  ],
  [
    'val_acc',
    validated,
    [
      '9:45 policy/unknown-monitor earlyStopping watches "val_acc", which no epoch will log, did you mean "val_accuracy"?',
    ],
  ],
  [
    'topKAccuracy',
    data,
    [
      '9:45 policy/unknown-monitor earlyStopping watches "topKAccuracy", which no epoch will log, did you mean "accuracy"?',
    ],
  ],
  ['f1', data, ['9:45 policy/unknown-monitor earlyStopping watches "f1", which no epoch will log']],
])('%s with %j', (monitor, more, expected) => {
  expect(found(withCallbacks(`{ type: earlyStopping, monitor: ${monitor} }`, more))).toEqual(expected);
});

it('a checkpoint of every epoch needs none, but one that is named has to exist', () => {
  expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5 }'))).toEqual([]);
  expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5, monitor: f1 }', data))).toEqual([
    '9:59 policy/unknown-monitor modelCheckpoint watches "f1", which no epoch will log',
  ]);
});
