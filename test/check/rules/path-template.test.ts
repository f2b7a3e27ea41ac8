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
  ['{val_loss}.h5', data, ['9:46 policy/path-template nothing is named {val_loss} here']],
  ['{colour}.h5', data, ['9:46 policy/path-template nothing is named {colour} here']],
  [
    '{epcoh:04d}.h5',
    data,
    ['9:46 policy/path-template nothing is named {epcoh} here, did you mean {epoch}?'],
  ],
  ['a-{epoch.h5', data, ['9:47 policy/path-template the "{" is never closed: write "{{" for the character']],
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

it('a directory takes variables, but no logs', () => {
  const board = (logDir: string) =>
    withCallbacks(`{ type: tensorBoard, logDir: '${logDir}' }`, 'variables: { run: a }');
  expect(found(board('logs-{run}'))).toEqual([]);
  expect(found(board('logs-{epoch}'))).toEqual(['9:49 policy/path-template nothing is named {epoch} here']);
});

it('an escape in the text leaves only the whole path to point at', () => {
  const text = withCallbacks('{ type: modelCheckpoint, path: "a\\x2d{colour}.h5" }', data);
  expect(found(text)).toEqual(['9:44 policy/path-template nothing is named {colour} here']);
});
