import { expect, it } from 'vitest';
import { counted, plural, wrapWords } from '../../../src/base/text/words';

it.each([
  [0, 'images', '0 images'],
  [1, 'image', '1 image'],
  [2, 'images', '2 images'],
])('counts %i %s', (count, word, text) => {
  expect(plural(count, 'image')).toBe(word);
  expect(counted(count, 'image')).toBe(text);
});

it('accepts an irregular plural', () => {
  expect(plural(3, 'class', 'classes')).toBe('classes');
  expect(counted(3, 'batch', 'batches')).toBe('3 batches');
  expect(counted(1, 'batch', 'batches')).toBe('1 batch');
});

it.each([
  ['one two three', 7, ['one two', 'three']],
  ['a wordtoolong b', 4, ['a', 'wordtoolong', 'b']],
  ['spaces \n  and breaks', 20, ['spaces and breaks']],
  ['', 5, ['']],
])('wraps %j at %i characters', (text, width, lines) => {
  expect(wrapWords(text, width)).toEqual(lines);
});
