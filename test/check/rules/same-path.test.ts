import { expect, it } from 'vitest';
import { checkText, found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const withCallbacks = (callbacks: string) => specText({ callbacks: `callbacks: [${callbacks}]` });

it('the first of three writers of one file is shown as related', () => {
  const one = '{ type: csvLogger, path: log.csv }';
  const { diagnostics } = checkText(withCallbacks(`${one}, ${one}, { type: csvLogger, path: ./log.csv }`));
  const message = 'csvLogger writes to "log.csv", but another callback already does';
  const related = [{ message: 'the other path is here', range: { start: { line: 9, column: 38 } } }];
  expect(diagnostics).toMatchObject([
    { code: 'policy/same-path', message, range: { start: { line: 9, column: 74 } }, related },
    { message: message.replace('log', './log'), range: { start: { line: 9, column: 110 } }, related },
  ]);
});

it.each<[path: string, expected: readonly string[]]>([
  ['history.csv', ['9:38 policy/same-path csvLogger writes to "history.csv", which every run writes itself']],
  [
    './Report.HTML',
    ['9:38 policy/same-path csvLogger writes to "./Report.HTML", which every run writes itself'],
  ],
  ['logs/history.csv', []],
  ['history2.csv', []],
])('a csvLogger that writes to %s', (path, expected) => {
  expect(found(withCallbacks(`{ type: csvLogger, path: ${path} }`))).toEqual(expected);
});

const run = 'which every run writes itself';
const csv = (path: string) => `{ type: csvLogger, path: ${JSON.stringify(path)} }`;
const checkpoint = (path: string) => `{ type: modelCheckpoint, path: "${path}", monitor: loss }`;
const board = (path: string) => `{ type: tensorBoard, logDir: "${path}" }`;

it.each<[name: string, callbacks: readonly string[], message: string | null]>([
  ['a detour to a file of the run', [csv('x/../history.json')], run],
  ['a backslash', [csv('.\\history.csv')], run],
  ['composed letters', [csv('caf\u00e9.csv'), csv('cafe\u0301.csv')], 'but another callback already does'],
  ['a file of the run as a folder', [checkpoint('model.h5/x.h5')], run],
  ['a file of the run as a folder of logs', [board('history.json')], run],
  ['a detour to another file', [csv('a/b.csv'), csv('a/c/../B.csv')], 'but another callback already does'],
  [
    'a file in a file',
    [csv('logs'), checkpoint('logs/x.h5')],
    'but another callback already writes the file "logs"',
  ],
  [
    'a file that is a folder',
    [checkpoint('logs/x.h5'), csv('logs')],
    'but another callback already uses it as a folder',
  ],
  [
    'a file in the place of logs',
    [board('logs'), csv('logs/train')],
    'but another callback already uses it as a folder',
  ],
  ['the same folder of logs', [board('logs'), board('./logs/')], 'but another callback already does'],
  ['nested folders of logs', [board('logs'), board('logs/more')], null],
  ['a file next to logs', [board('logs'), csv('logs/log.csv')], null],
  ['a template that reaches another path', [checkpoint('m-{epoch}.h5'), checkpoint('m-07.h5')], null],
  [
    'a template that reaches another path',
    [checkpoint('m-{epoch:02d}.h5'), checkpoint('m-07.h5')],
    'but another callback already does',
  ],
  ['a path that a template reaches', [checkpoint('m-11.h5'), checkpoint('m-{epoch:02d}.h5')], null],
  [
    'two templates',
    [checkpoint('m-{epoch}.h5'), checkpoint('m-{epoch:02d}.h5')],
    'but another callback already does',
  ],
  ['a template that reaches a file of the run', [checkpoint('{epoch}/../model.h5')], run],
  [
    'templates with logs',
    [checkpoint('m-{loss:.2f}.h5'), checkpoint('m-{accuracy:.2f}.h5')],
    'but another callback already does',
  ],
])('%s: %j', (_, callbacks, message) => {
  const text = specText({
    training: 'training: { epochs: 10 }',
    callbacks: `callbacks: [${callbacks.join(', ')}]`,
  });
  const messages = checkText(text).diagnostics.map(({ code, message: own }) => `${code} ${own}`);
  expect(messages).toEqual(
    message === null ? [] : [expect.stringMatching(new RegExp(`^policy/same-path .*${message}$`))],
  );
});
