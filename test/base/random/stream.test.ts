import { describe, expect, it } from 'vitest';
import { derivedSeed, permutation, randomStream, uniform } from '../../../src/base/random/stream';

const take = (seed: number, name: string, count: number) => {
  const stream = randomStream(seed, name);
  return Array.from({ length: count }, stream);
};

describe('randomStream', () => {
  it('produces the same values in every version, so that runs can be resumed', () => {
    expect(take(1, 'shuffle/0', 4)).toMatchInlineSnapshot(`
      [
        229727561,
        2622455814,
        2661461110,
        1741803058,
      ]
    `);
    expect(take(0, '', 2)).toMatchInlineSnapshot(`
      [
        613168310,
        1517627926,
      ]
    `);
    expect(derivedSeed(1, 'initializer/conv1')).toMatchInlineSnapshot(`1891716906`);
    expect([...permutation(randomStream(1, 'shuffle/0'), 10)]).toMatchInlineSnapshot(`
      [
        1,
        7,
        6,
        9,
        8,
        3,
        2,
        4,
        5,
        0,
      ]
    `);
  });

  it('is a function of seed and name', () => {
    expect(take(7, 'dropout/a/3', 100)).toEqual(take(7, 'dropout/a/3', 100));
  });

  it('differs for similar seeds and names', () => {
    const seeds = [0, 1, 2, -1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    const names = ['', 'a', 'b', 'ab', 'ba', 'shuffle/1', 'shuffle/10', 'shuffle/2'];
    const firsts = seeds.flatMap((seed) => names.map((name) => take(seed, name, 3).join()));
    expect(new Set(firsts).size).toBe(seeds.length * names.length);
  });

  it('produces 32-bit unsigned integers with every bit set half of the time', () => {
    const count = 20_000;
    const values = take(3, 'bits', count);
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32)).toBe(true);
    for (let bit = 0; bit < 32; bit++) {
      const ones = values.filter((value) => (value >>> bit) & 1).length;
      // Five standard deviations.
      expect(Math.abs(ones - count / 2)).toBeLessThan((5 * Math.sqrt(count)) / 2);
    }
  });
});

describe('uniform', () => {
  it('fills ten bins evenly, within [0, 1)', () => {
    const stream = randomStream(1, 'uniform');
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 50_000; i++) {
      const value = uniform(stream);
      expect(value >= 0 && value < 1).toBe(true);
      const bin = Math.floor(value * 10);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 5_000) ** 2 / 5_000, 0);
    // 9 degrees of freedom: above 33.7 once in ten thousand seeds.
    expect(chiSquare).toBeLessThan(33.7);
  });

  it('is uncorrelated between similar streams', () => {
    const [a, b] = [randomStream(1, 'shuffle/1'), randomStream(1, 'shuffle/2')];
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += (uniform(a) - 0.5) * (uniform(b) - 0.5);
    // The standard deviation of a product is 1/12.
    expect(Math.abs(sum / 20_000)).toBeLessThan((5 / 12) * Math.sqrt(1 / 20_000));
  });
});

it('derived seeds are integers from 0 up to 2^31', () => {
  const seeds = Array.from({ length: 1_000 }, (_, i) => derivedSeed(1, `layer${i}`));
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31)).toBe(true);
  expect(new Set(seeds).size).toBe(1_000);
});

describe('permutation', () => {
  it.each([0, 1, 2, 3, 17, 1_000])('of %i contains each index once', (length) => {
    const order = permutation(randomStream(5, 'order'), length);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
  });

  it('produces each order of three a sixth of the time', () => {
    const stream = randomStream(1, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 6_000; i++) {
      const order = permutation(stream, 3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
