import { describe, expect, it } from 'vitest';
import { dropoutMask } from '../../../src/layers/dropout/mask';

const draw = (change: Partial<Parameters<typeof dropoutMask>[0]> = {}) =>
  dropoutMask({
    seed: 1,
    layer: 'dropout',
    step: 0,
    rate: 0.4,
    firstImage: 0,
    images: 1,
    size: 100_000,
    ...change,
  });

const share = (mask: Float32Array) => mask.filter((value) => value === 0).length / mask.length;

describe('dropoutMask', () => {
  it.each([0.05, 0.25, 0.4, 0.5, 0.9])(
    'drops a share of %d and scales the rest so that the mean stays',
    (rate) => {
      const mask = draw({ rate });
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
      expect(Math.abs(share(mask) - rate)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / mask.length));
    },
  );

  it('keeps everything at rate 0 and nothing at rate 1', () => {
    expect(share(draw({ rate: 0 }))).toBe(0);
    expect(share(draw({ rate: 1 }))).toBe(1);
  });

  it('depends only on its arguments', () => {
    expect(draw({ size: 1000 })).toEqual(draw({ size: 1000 }));
  });

  it.each([{ seed: 2 }, { layer: 'dropout_1' }, { step: 1 }, { firstImage: 1 }])(
    'decides independently for %o',
    (change) => {
      const [mask, other] = [draw(), draw(change)];
      const both = mask.filter((value, i) => value === 0 && other[i] === 0).length / mask.length;
      expect(Math.abs(both - 0.16)).toBeLessThan(0.006);
    },
  );

  it('gives each image the same mask, however its batch is split', () => {
    const whole = draw({ images: 5, size: 7 });
    const parts = [draw({ images: 2, size: 7 }), draw({ firstImage: 2, images: 3, size: 7 })];
    expect(parts.flatMap((mask) => [...mask])).toEqual([...whole]);
    expect(whole.slice(0, 7)).not.toEqual(whole.slice(7, 14));
  });

  it('decides independently for neighboring values', () => {
    const mask = draw();
    for (const lag of [1, 2, 3, 4, 64]) {
      const both = mask.filter((value, i) => value === 0 && mask[i + lag] === 0).length / mask.length;
      expect(Math.abs(both - 0.16)).toBeLessThan(0.006);
    }
  });
});
