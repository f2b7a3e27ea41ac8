import { expect, it } from 'vitest';
import { found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const withCallbacks = (callbacks: string, more: string) =>
  specText({ callbacks: `callbacks: [${callbacks}]`, more });
const data = 'data: { train: { directory: a } }';
const validated = 'data: { train: { directory: a }, validation: { split: 0.1 } }';

it.each([
  ['model-{epoch:04d}-{val_loss:.2f}.h5', validated, []],
  ['{epoch}-{batch}-{loss}-{accuracy}-{learning_rate}.h5', data, []],
  ['{colour}.h5', 'variables: { colour: red }', []],
  ['{{literal}}.h5', data, []],
  ['{val_loss}.h5', data, ['9:46 policy/path-template unknown field {val_loss}']],
  ['{colour}.h5', data, ['9:46 policy/path-template unknown field {colour}']],
  ['{epcoh:04d}.h5', data, ['9:46 policy/path-template unknown field {epcoh}; did you mean {epoch}?']],
  ['a-{epoch.h5', data, ['9:47 policy/path-template unclosed "{": write "{{" for a literal brace']],
  ['a}.h5', data, ['9:46 policy/path-template unmatched "}": write "}}" for a literal brace']],
  [
    '{}.h5',
    data,
    ['9:45 policy/path-template empty field name: expected {epoch}, a log such as {val_loss}, or a variable'],
  ],
])('%s with %j', (path, more, expected) => {
  expect(found(withCallbacks(`{ type: modelCheckpoint, path: "${path}" }`, more))).toEqual(expected);
});

it('a folder accepts variables, but no logs', () => {
  const board = (logDir: string) =>
    withCallbacks(`{ type: tensorBoard, logDir: '${logDir}' }`, 'variables: { run: a }');
  expect(found(board('logs-{run}'))).toEqual([]);
  expect(found(board('logs-{epoch}'))).toEqual(['9:49 policy/path-template unknown field {epoch}']);
});

it('with an escape in the text, the whole path is marked', () => {
  const text = withCallbacks('{ type: modelCheckpoint, path: "a\\x2d{colour}.h5" }', data);
  expect(found(text)).toEqual(['9:44 policy/path-template unknown field {colour}']);
});
