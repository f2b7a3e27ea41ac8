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
    ['9:45 policy/unknown-monitor earlyStopping monitors "val_loss", but the spec has no validation data'],
  ],
  [
    'acc',
    data,
    [
      '9:45 policy/unknown-monitor earlyStopping monitors "acc", which is not logged; did you mean "accuracy"?',
    ],
  ],
  [
    'val_acc',
    validated,
    [
      '9:45 policy/unknown-monitor earlyStopping monitors "val_acc", which is not logged; did you mean "val_accuracy"?',
    ],
  ],
  [
    'topKAccuracy',
    data,
    [
      '9:45 policy/unknown-monitor earlyStopping monitors "topKAccuracy", which is not logged; did you mean "accuracy"?',
    ],
  ],
  ['f1', data, ['9:45 policy/unknown-monitor earlyStopping monitors "f1", which is not logged']],
])('%s with %j', (monitor, more, expected) => {
  expect(found(withCallbacks(`{ type: earlyStopping, monitor: ${monitor} }`, more))).toEqual(expected);
});

it('a checkpoint of every epoch needs no monitor, but one that is set must exist', () => {
  expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5 }'))).toEqual([]);
  expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5, monitor: f1 }', data))).toEqual([
    '9:59 policy/unknown-monitor modelCheckpoint monitors "f1", which is not logged',
  ]);
});
