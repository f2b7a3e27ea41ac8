import { describe, expect, it } from 'vitest';
import { randomStream, uniform } from '../../../src/base/random/stream';
import { fitPixels } from '../../../src/hosts/browser/fit-pixels';
import { fitPixels as fitBySharp } from '../../../src/hosts/node/images';
import { inputSpec } from '../../run/data/pictures';

type Form = [height: number, width: number, channels: number];

function smooth([height, width, channels]: Form): Uint8Array {
  return Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    return 127 + 120 * Math.sin(row / 7 + (i % channels)) * Math.cos(column / 9);
  });
}

function noise([height, width, channels]: Form): Uint8Array {
  const stream = randomStream(1, 'noise');
  return Uint8Array.from({ length: height * width * channels }, () => 256 * uniform(stream));
}

describe('fitPixels', () => {
  it.each<[string, Form, Form, 'fill' | 'cover' | 'contain']>([
    ['the same size', [32, 32, 3], [32, 32, 3], 'fill'],
    ['smaller', [40, 50, 3], [32, 32, 3], 'fill'],
    ['much smaller', [300, 500, 3], [32, 32, 3], 'fill'],
    ['larger', [20, 20, 3], [32, 32, 3], 'fill'],
    ['larger along one axis', [32, 20, 3], [32, 32, 3], 'fill'],
    ['smaller along one axis, larger along the other', [16, 80, 3], [32, 32, 3], 'fill'],
    ['cut off', [101, 63, 3], [32, 32, 3], 'cover'],
    ['cut off at the sides', [63, 101, 1], [32, 32, 1], 'cover'],
    ['enlarged and cut off', [33, 20, 3], [48, 40, 3], 'cover'],
    ['bordered', [101, 63, 3], [32, 32, 3], 'contain'],
    ['enlarged and bordered', [33, 20, 3], [48, 41, 3], 'contain'],
    ['converted to grayscale', [50, 40, 3], [32, 32, 1], 'fill'],
    ['converted to color', [50, 40, 1], [32, 32, 3], 'fill'],
  ])('matches sharp: %s', async (_, form, shape, resize) => {
    const input = inputSpec({ shape, resize });
    for (const [pixels, most] of [
      [smooth(form), 2],
      // Where the cubic overshoots black or white, sharp rounds once, not twice.
      [noise(form), 16],
    ] as const) {
      const expected = await fitBySharp(pixels, form, input);
      const differences = Array.from(fitPixels(pixels, form, input), (value, i) =>
        Math.abs(value - (expected[i] ?? Number.NaN)),
      );
      expect(differences).toHaveLength(shape[0] * shape[1] * shape[2]);
      expect(Math.max(...differences)).toBeLessThanOrEqual(most);
      const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
      expect(mean).toBeLessThan(0.5);
    }
  });
});
