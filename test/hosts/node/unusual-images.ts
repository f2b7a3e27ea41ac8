import { expect } from 'vitest';
import { decodePixels } from '../../../src/hosts/node/images';
import { inputSpec } from '../../run/data/pictures';

/** An image of test/reference/pixels/images.py, with the values that users of Keras and ONNX Runtime load. */
export interface UnusualImage {
  readonly kind: string;
  readonly source: string | Uint8Array;
  readonly keras: Loaded;
  /** By the Python program of docs/deployment.md. */
  readonly onnx: Loaded;
}
interface Loaded {
  readonly rgb: readonly number[];
  readonly grayscale: readonly number[];
}

interface Agreement {
  /** How far our pixels may be from those of Keras; or why they differ, as documented in docs/data.md. */
  readonly keras: number | 'alpha is ignored' | 'clipped' | 'not rotated' | 'another conversion';
  readonly onnx: number | 'another conversion';
}

const same: Agreement = { keras: 0, onnx: 0 };
/** Blending onto white rounds differently. */
const blended: Agreement = { keras: 'alpha is ignored', onnx: 1 };
const converted: Agreement = { keras: 'another conversion', onnx: 'another conversion' };

/** All kinds of images, and how the three decoders agree on them. */
export const agreements: Readonly<Record<string, Agreement>> = {
  'gray.png': same,
  'gray.jpg': same,
  'bilevel.png': same,
  '16-bit-gray.png': { keras: 'clipped', onnx: 0 },
  '16-bit-rgb.png': same,
  'rgb.jfif': same,
  'progressive.jpe': same,
  'exif.jpg': { keras: 'not rotated', onnx: 0 },
  'cmyk.jpg': converted,
  'palette.png': same,
  'palette-transparent.png': { keras: 'alpha is ignored', onnx: 0 },
  'rgba.png': blended,
  'gray-alpha.png': blended,
  'animated.gif': same,
  'animated.webp': same,
  'animated.png': same,
  'rgb.bmp': same,
  'palette.bmp': same,
  'bilevel.bmp': same,
  'rgb.tif': same,
  'extra-band.tif': same,
  'cmyk.tif': converted,
};

/** CMYK differs by the color profile; this many of 255 is far from another color, such as an inverted one. */
const largestConversion = 160;

/** Compares our pixels of an image, in color and in grayscale, with those of the two others. */
export async function expectAgreement({ kind, source, keras, onnx }: UnusualImage): Promise<void> {
  const agreement = agreements[kind];
  if (agreement === undefined) throw new Error(`unknown kind ${kind}`);
  for (const [mode, channels] of [
    ['rgb', 3],
    ['grayscale', 1],
  ] as const) {
    const pixels = await decodePixels(source, inputSpec({ shape: [8, 8, channels] }));
    for (const [who, limit] of [
      ['keras', agreement.keras],
      ['onnx', agreement.onnx],
    ] as const) {
      const others = who === 'keras' ? keras : onnx;
      const apart = Array.from(pixels, (value, i) => Math.abs(value - (others[mode][i] ?? Number.NaN)));
      const most = Math.max(...apart);
      const label = `${kind}: ${mode} of ${who}`;
      if (typeof limit === 'number') expect(most, label).toBeLessThanOrEqual(limit);
      else if (limit === 'another conversion') expect(most, label).toBeLessThanOrEqual(largestConversion);
      // Where nothing is transparent or clipped, the pixels are the same; a rotated image has the same ones elsewhere.
      else if (limit === 'not rotated') expect(sorted(pixels), label).toEqual(sorted(others[mode]));
      else if (limit === 'alpha is ignored')
        expect(apart.filter((d) => d <= 1).length, label).toBeGreaterThan(0);
      else expect(most, label).toBeGreaterThan(1);
    }
  }
}

function sorted(values: Iterable<number>): number[] {
  return [...values].sort((a, b) => a - b);
}
