import { describe, expect, it } from 'vitest';
import { alternatives, suggest } from '../../../src/base/diagnostics/suggest';

describe('suggest', () => {
  const names = ['kernel', 'kernelInitializer', 'padding', 'pool', 'from', 'type', 'val_loss'];
  it.each([
    ['kernal', 'kernel'],
    ['Kernel', 'kernel'],
    ['kernels', 'kernel'],
    ['pading', 'padding'],
    ['tpye', 'type'],
    ['form', 'from'],
    ['typo', 'type'],
    ['pad', 'padding'],
    ['val_los', 'val_loss'],
    ['kernelSize', 'kernel'],
    ['kern', 'kernel'],
    ['po', undefined],
    ['stride', undefined],
    ['', undefined],
    ['__proto__', undefined],
  ])('%j means %j', (written, expected) => {
    expect(suggest(written, names)).toBe(expected);
  });

  it('does not guess between two names that a word abbreviates', () => {
    expect(suggest('glo', ['globalMaxPool', 'globalAveragePool'])).toBeUndefined();
  });
});

it.each([
  [[], ''],
  [['a'], '"a"'],
  [['a', 'b'], '"a" or "b"'],
  [['a', 1, null], '"a", 1 or null'],
])('alternatives of %j', (names, expected) => {
  expect(alternatives(names)).toBe(expected);
});
