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
