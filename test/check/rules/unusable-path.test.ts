import { expect, it } from 'vitest';
import { checkText, found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const withCallback = (callback: string, more: Record<string, string> = {}) =>
  specText({ ...more, callbacks: `callbacks: [${callback}]` });
const csv = (path: string) => withCallback(`{ type: csvLogger, path: ${JSON.stringify(path)} }`);
const folder = 'is the path of a folder';
const reserved =
  'contains a name that begins with ".convspec-", which is reserved for internal files of a run';
const long = 'a'.repeat(300);

it.each<[path: string, message: string | null]>([
  ['.', folder],
  ['./', folder],
  ['a/..', folder],
  ['logs/', folder],
  ['logs/.', folder],
  ['.convspec-run.json', reserved],
  ['logs/.Convspec-state-0', reserved],
  ['a\u0000b', 'contains a NUL character'],
  [long, 'contains a name of 300 bytes, but file systems allow at most 255'],
  [`x/${'é'.repeat(128)}.csv`, 'contains a name of 260 bytes, but file systems allow at most 255'],
  [`${'a'.repeat(200)}/`.repeat(5) + long.slice(0, 50), 'has 1055 bytes, but a path can have at most 1024'],
  ['a'.repeat(255), null],
  ['logs/..a.csv', null],
  ['.hidden', null],
])('a csvLogger that writes to %j', (path, message) => {
  const { diagnostics } = checkText(csv(path));
  const text = path.replace('\u0000', '\\0');
  expect(diagnostics.map(({ code, message: own }) => [code, own])).toEqual(
    message === null ? [] : [['policy/unusable-path', `"${text}" ${message}`]],
  );
});

it('the folder of tensorBoard may be the run folder, but no reserved name', () => {
  expect(found(withCallback('{ type: tensorBoard, logDir: . }'))).toEqual([]);
  expect(found(withCallback('{ type: tensorBoard, logDir: .convspec-logs }'))).toEqual([
    `9:42 policy/unusable-path ".convspec-logs" ${reserved}`,
  ]);
});

it.each([
  ['{epoch:0300d}.h5', 'contains a name of 303 bytes, but file systems allow at most 255'],
  [`${'a'.repeat(251)}{epoch}.h5`, 'contains a name of 256 bytes, but file systems allow at most 255'],
  ['.convspec-{epoch}.h5', reserved],
])('a modelCheckpoint that writes to %s, filled in', (path, message) => {
  const text = withCallback(`{ type: modelCheckpoint, path: "${path}", monitor: loss }`, {
    training: 'training: { epochs: 10 }',
  });
  expect(checkText(text).diagnostics.map((diagnostic) => diagnostic.message)).toEqual([
    `"${path}" ${message}`,
  ]);
});
