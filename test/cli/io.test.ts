import { expect, it } from 'vitest';
import { createInterruptHandler } from '../../src/cli/io';

it.each([
  [[0], ['first']],
  [[0, 5, 1000], ['first']],
  [
    [0, 1001],
    ['first', 'again'],
  ],
  [
    [0, 5, 1001, 1002],
    ['first', 'again', 'again'],
  ],
])('signals at %j ms call %j', (times, expected) => {
  const said: string[] = [];
  let now = 0;
  const handler = createInterruptHandler(
    { first: () => said.push('first'), again: () => said.push('again') },
    () => now,
  );
  for (now of times) handler();
  expect(said).toEqual(expected);
});
