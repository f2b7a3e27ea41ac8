import { expect, it } from 'vitest';
import { checkText } from '../../support/check-file';
import { specText } from '../../support/spec-text';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'a pool',
    ['{ name: a, type: maxPool, trainable: false }', flatten, output],
    ['6:42 warning regularity/idle-freeze "a" has no weights to freeze'],
  ],
  [
    'an activation',
    ['{ name: a, type: activation, function: relu, trainable: false }', flatten, output],
    ['6:61 warning regularity/idle-freeze "a" has no weights to freeze'],
  ],
  [
    'a conv',
    ['{ name: a, type: conv, filters: 4, kernel: 3, activation: relu, trainable: false }', flatten, output],
    [],
  ],
  ['a pool that is not frozen', ['{ name: a, type: maxPool, trainable: true }', flatten, output], []],
  [
    'a block that is not understood',
    ['{ name: a, type: maxPool, size: two, trainable: false }', flatten, output],
    [
      '6:37 error spec/wrong-type expected a positive whole number, or two as [height, width], received "two"',
    ],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});

it('a template without weights is reported with its use', () => {
  const blocks = ['blocks:', '  - { name: a, use: pooled }', `  - ${flatten}`, `  - ${output}`].join('\n');
  const templates = 'templates: { pooled: { blocks: [{ type: maxPool, trainable: false }] } }';
  const [diagnostic, ...others] = checkText(specText({ blocks, templates })).diagnostics;
  expect(others).toEqual([]);
  expect(diagnostic).toMatchObject({
    code: 'regularity/idle-freeze',
    range: { start: { line: 9, column: 61 } },
    related: [{ message: 'the template is used here', range: { start: { line: 6, column: 21 } } }],
  });
});
