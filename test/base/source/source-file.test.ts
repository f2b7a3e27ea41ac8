import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SourceFile } from '../../../src/base/source/source-file';

it.each([
  ['', 0, 1, 1],
  ['ab\ncd', 0, 1, 1],
  ['ab\ncd', 2, 1, 3],
  ['ab\ncd', 3, 2, 1],
  ['ab\r\ncd\r\n', 4, 2, 1],
  ['a\n\nb', 2, 2, 1],
  ['a\n', 2, 2, 1],
])('%j: offset %i is line %i, column %i', (text, offset, line, column) => {
  expect(new SourceFile('f', text).position(offset)).toEqual({ line, column });
});

it('returns lines without line breaks', () => {
  const file = new SourceFile('f', 'one\r\ntwo\n\nfour');
  expect([1, 2, 3, 4, 5].map((number) => file.line(number))).toEqual(['one', 'two', '', 'four', '']);
});

it('finds the line and column of every character', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', 'é', '\t')), (characters) => {
      const text = characters.join('');
      const file = new SourceFile('f', text);
      for (let offset = 0; offset < text.length; offset++) {
        const { line, column } = file.position(offset);
        if (text[offset] !== '\n') expect(file.line(line)[column - 1]).toBe(text[offset]);
      }
    }),
  );
});
