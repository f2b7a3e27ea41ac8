import { describe, expect, it } from 'vitest';
import { checkText, found } from '../support/check-file';
import { specText } from '../support/spec-text';

const withCallbacks = (callbacks: string, more = '') =>
  specText({ callbacks: `callbacks: [${callbacks}]`, more: more === '' ? null : more });
const data = 'data: { train: { directory: a } }';
const validated = 'data: { train: { directory: a }, validation: { split: 0.1 } }';

describe('a monitor is a log that training produces', () => {
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

  it('a checkpoint of every epoch watches none', () => {
    expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5, monitor: f1 }', data))).toEqual([]);
  });
});

describe('paths', () => {
  it.each([
    ['model-{epoch:04d}-{val_loss:.2f}.h5', validated, []],
    ['{epoch}-{batch}-{loss}-{accuracy}-{learning_rate}.h5', data, []],
    ['{colour}.h5', 'variables: { colour: red }', []],
    ['{{literal}}.h5', data, []],
    ['a/b/../c.h5', data, []],
    ['../a.h5', data, ['9:44 policy/path-escapes "../a.h5" leaves the run folder']],
    ['a/../../b.h5', data, ['9:44 policy/path-escapes "a/../../b.h5" leaves the run folder']],
    ['/a.h5', data, ['9:44 policy/path-escapes "/a.h5" leaves the run folder']],
    ['C:a.h5', data, ['9:44 policy/path-escapes "C:a.h5" leaves the run folder']],
    ['..\\\\a.h5', data, ['9:44 policy/path-escapes "..\\a.h5" leaves the run folder']],
    ['{val_loss}.h5', data, ['9:46 policy/path-template nothing is named {val_loss} here']],
    ['{colour}.h5', data, ['9:46 policy/path-template nothing is named {colour} here']],
    [
      '{epcoh:04d}.h5',
      data,
      ['9:46 policy/path-template nothing is named {epcoh} here, did you mean {epoch}?'],
    ],
    [
      'a-{epoch.h5',
      data,
      ['9:47 policy/path-template the "{" is never closed: write "{{" for the character'],
    ],
    ['a}.h5', data, ['9:46 policy/path-template a "}" without its "{": write "}}" for the character']],
    [
      '{}.h5',
      data,
      [
        '9:45 policy/path-template a field without a name: expected {epoch}, a log such as {val_loss}, or a variable',
      ],
    ],
  ])('%s with %j', (path, more, expected) => {
    expect(found(withCallbacks(`{ type: modelCheckpoint, path: "${path}" }`, more))).toEqual(expected);
  });

  it('each of three writers of one file is shown the first', () => {
    const one = '{ type: csvLogger, path: log.csv }';
    const { diagnostics } = checkText(withCallbacks(`${one}, ${one}, { type: csvLogger, path: ./log.csv }`));
    const message = 'csvLogger writes "log.csv", which another callback writes too';
    const related = [{ message: 'it is written here first', range: { start: { line: 9, column: 38 } } }];
    expect(diagnostics).toMatchObject([
      { code: 'policy/same-path', message, range: { start: { line: 9, column: 74 } }, related },
      { message: message.replace('log', './log'), range: { start: { line: 9, column: 110 } }, related },
    ]);
  });
});

it.each([
  'epoch',
  'batch',
  'loss',
  'accuracy',
  'acc',
  'val_loss',
  'val_anything',
  'learning_rate',
  'topKAccuracy',
])('a variable is not named %s', (name) => {
  expect(found(specText({ more: `variables: { ${name}: 1 }` }))).toEqual([
    `9:14 policy/reserved-variable a variable may not be named "${name}": paths use that name for a log or a counter`,
  ]);
});
