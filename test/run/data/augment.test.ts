import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/base/random/stream';
import { type AugmentSpec, augmentSchema } from '../../../src/language/data';
import { type Augmentation, augmentPixels, drawAugmentation } from '../../../src/run/data/augment';

const unchanged: Augmentation = {
  flip: { horizontal: false, vertical: false },
  rotation: 0,
  shift: [0, 0],
  scale: 1,
  brightness: 0,
  contrast: 1,
  cutout: { middle: [0, 0], size: 0 },
};
const nothing: AugmentSpec = augmentSchema.parse({});
const mirrored = { horizontal: true, vertical: false };
const square = Uint8Array.from([10, 20, 30, 40, 50, 60, 70, 80, 90]);

describe('augmentPixels', () => {
  it.each<[string, Partial<Augmentation>, number[]]>([
    ['nothing', {}, [10, 20, 30, 40, 50, 60, 70, 80, 90]],
    [
      'an image upside down',
      { flip: { horizontal: false, vertical: true } },
      [70, 80, 90, 40, 50, 60, 10, 20, 30],
    ],
    [
      'a half turn with both flips',
      { flip: { horizontal: true, vertical: true } },
      [90, 80, 70, 60, 50, 40, 30, 20, 10],
    ],
    ['half the contrast about its mean', { contrast: 0.5 }, [30, 35, 40, 45, 50, 55, 60, 65, 70]],
    ['more contrast, kept in range', { contrast: 6 }, [0, 0, 0, 0, 50, 110, 170, 230, 255]],
    [
      'its mean in a third by a third in the center',
      { cutout: { middle: [0.5, 1 / 6], size: 1 / 3 } },
      [10, 20, 30, 50, 50, 60, 70, 80, 90],
    ],
    [
      'its mean in the part of the rectangle inside the image',
      { cutout: { middle: [0, 1], size: 0.7 } },
      [10, 20, 50, 40, 50, 60, 70, 80, 90],
    ],
    ['a mirror image', { flip: mirrored }, [30, 20, 10, 60, 50, 40, 90, 80, 70]],
    ['a quarter turn counter-clockwise', { rotation: Math.PI / 2 }, [30, 60, 90, 20, 50, 80, 10, 40, 70]],
    ['a move down, edge continued', { shift: [1 / 3, 0] }, [10, 20, 30, 10, 20, 30, 40, 50, 60]],
    ['a move to the right by half a pixel', { shift: [0, 1 / 6] }, [10, 15, 25, 40, 45, 55, 70, 75, 85]],
    ['twice the size', { scale: 2 }, [30, 35, 40, 45, 50, 55, 60, 65, 70]],
    ['half the size, edge continued', { scale: 0.5 }, [10, 20, 30, 40, 50, 60, 70, 80, 90]],
    ['more light', { brightness: 200 / 255 }, [210, 220, 230, 240, 250, 255, 255, 255, 255]],
    ['less light', { brightness: -35 / 255 }, [0, 0, 0, 5, 15, 25, 35, 45, 55]],
    [
      'a mirrored image, then shifted',
      { flip: mirrored, shift: [0, 1 / 3] },
      [30, 30, 20, 60, 60, 50, 90, 90, 80],
    ],
  ])('returns %s', (_, change, expected) => {
    expect(Array.from(augmentPixels(square, [3, 3, 1], { ...unchanged, ...change }))).toEqual(expected);
  });

  it('keeps channels separate', () => {
    const pixels = Uint8Array.from([1, 2, 3, 4, 5, 6]);
    expect(Array.from(augmentPixels(pixels, [1, 2, 3], { ...unchanged, flip: mirrored }))).toEqual([
      4, 5, 6, 1, 2, 3,
    ]);
  });

  it('does not change an image of one color by rotation, shift and zoom', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.record({ horizontal: fc.boolean(), vertical: fc.boolean() }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: 0.1, max: 1.9, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (value, flip, rotation, scale, move) => {
          const pixels = new Uint8Array(5 * 4).fill(value);
          const cutout = { middle: [0.3, 0.4] as const, size: Math.abs(move) };
          const change = {
            flip,
            rotation,
            shift: [move, -move] as const,
            scale,
            brightness: 0,
            contrast: scale,
            cutout,
          };
          expect(augmentPixels(pixels, [5, 4, 1], change)).toEqual(pixels);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('of floats', () => {
  it('keeps values outside the range, also after brightness', () => {
    const pixels = Float32Array.from([-1, 0, 0.5, 2]);
    const changed = augmentPixels(pixels, [2, 2, 1], { ...unchanged, brightness: 0.5 }, 2);
    expect(changed).toEqual(Float32Array.from([0, 1, 1.5, 3]));
    expect(augmentPixels(pixels, [2, 2, 1], { ...unchanged, flip: mirrored }, 2)).toEqual(
      Float32Array.from([0, -1, 2, 0.5]),
    );
  });
});

describe('drawAugmentation', () => {
  const full = augmentSchema.parse({
    flip: 'both',
    rotation: 30,
    shift: 0.1,
    zoom: 0.2,
    brightness: 0.5,
    contrast: 0.4,
    cutout: 0.25,
  });
  const draws = Array.from({ length: 500 }, (_, i) =>
    drawAugmentation(full, randomStream(7, `augment/1/${i}`)),
  );

  it.each<[string, (drawn: Augmentation) => number, number]>([
    ['rotation', ({ rotation }) => rotation, Math.PI / 6],
    ['shift down', ({ shift }) => shift[0], 0.1],
    ['shift to the right', ({ shift }) => shift[1], 0.1],
    ['zoom', ({ scale }) => scale - 1, 0.2],
    ['brightness', ({ brightness }) => brightness, 0.5],
    ['contrast', ({ contrast }) => contrast - 1, 0.4],
    ['the middle of the cutout down', ({ cutout }) => cutout.middle[0] - 0.5, 0.5],
    ['the middle of the cutout to the right', ({ cutout }) => cutout.middle[1] - 0.5, 0.5],
  ])('draws %s uniformly from its whole range', (_, part, most) => {
    const values = draws.map(part);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(most);
    expect(Math.max(...values)).toBeGreaterThan(0.95 * most);
    expect(Math.min(...values)).toBeLessThan(-0.95 * most);
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.1 * most);
  });

  it.each(['horizontal', 'vertical'] as const)('flips every second image on average, %s', (way) => {
    const count = draws.filter(({ flip }) => flip[way]).length;
    expect(count).toBeGreaterThan(200);
    expect(count).toBeLessThan(300);
  });

  it.each([
    ['none', [false, false]],
    [false, [false, false]],
    ['horizontal', [true, false]],
    [true, [true, false]],
    ['vertical', [false, true]],
    ['both', [true, true]],
  ] as const)('mirrors with flip: %s as far as it says', (flip, expected) => {
    const spec = augmentSchema.parse({ flip });
    const ways = Array.from({ length: 50 }, (_, i) => drawAugmentation(spec, randomStream(1, `${i}`)).flip);
    expect([ways.some(({ horizontal }) => horizontal), ways.some(({ vertical }) => vertical)]).toEqual(
      expected,
    );
  });

  it('changes nothing by default', () => {
    const drawn = drawAugmentation(nothing, randomStream(1, 'augment/0/0'));
    expect(drawn).toEqual({
      ...unchanged,
      rotation: drawn.rotation,
      shift: drawn.shift,
      brightness: drawn.brightness,
      cutout: drawn.cutout,
    });
    expect(augmentPixels(square, [3, 3, 1], drawn)).toEqual(square);
  });

  it('draws one change independently of the others', () => {
    const alone = drawAugmentation({ ...nothing, zoom: 0.2 }, randomStream(7, 'augment/1/0'));
    expect(alone.scale).toBe(draws[0]?.scale);
  });
});
