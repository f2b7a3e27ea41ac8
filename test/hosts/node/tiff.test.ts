import { describe, expect, it } from 'vitest';
import { decodePixels } from '../../../src/hosts/node/images';
import { inputSpec } from '../../run/data/pictures';

interface Tiff {
  readonly bands: readonly number[];
  readonly bits?: 8 | 16;
  /** 1 gray, 2 RGB. */
  readonly photometric: 1 | 2;
  /** Meanings of the bands after the colors: 0 none, 1 premultiplied alpha, 2 alpha; no tag if empty. */
  readonly extra?: readonly number[];
}

/** An uncompressed TIFF image of 2×2 pixels with the same bands. */
function tiff({ bands, bits = 8, photometric, extra = [] }: Tiff): Buffer {
  const pixel = Buffer.alloc((bands.length * bits) / 8);
  for (const [i, value] of bands.entries())
    if (bits === 8) pixel[i] = value;
    else pixel.writeUInt16LE(value * 257, 2 * i);
  const data = Buffer.concat([pixel, pixel, pixel, pixel]);
  const entries: [tag: number, values: readonly number[]][] = [
    [256, [2]],
    [257, [2]],
    [258, bands.map(() => bits)],
    [259, [1]],
    [262, [photometric]],
    [273, [8]],
    [277, [bands.length]],
    [278, [2]],
    [279, [data.length]],
    [284, [1]],
    ...(extra.length > 0 ? [[338, extra] as [number, readonly number[]]] : []),
  ];
  const directory = Buffer.alloc(6 + 12 * entries.length);
  directory.writeUInt16LE(entries.length);
  const long: Buffer[] = [];
  let longAt = 8 + data.length + directory.length;
  for (const [i, [tag, values]] of entries.entries()) {
    const at = 2 + 12 * i;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(3, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    const written = Buffer.from(Uint16Array.from(values).buffer);
    if (values.length <= 2) written.copy(directory, at + 8);
    else {
      directory.writeUInt32LE(longAt, at + 8);
      long.push(written);
      longAt += written.length;
    }
  }
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(8 + data.length, 4);
  return Buffer.concat([head, data, directory, ...long]);
}

const color = [200, 100, 50];

describe('bands of TIFF images', () => {
  it.each<[string, Tiff, readonly number[]]>([
    ['RGB', { bands: color, photometric: 2 }, color],
    ['RGB and alpha', { bands: [...color, 0], photometric: 2, extra: [2] }, [255, 255, 255]],
    ['a fourth band without a meaning', { bands: [...color, 0], photometric: 2, extra: [0] }, color],
    ['a fourth band that is not declared', { bands: [...color, 7], photometric: 2 }, color],
    [
      '16 bits and a band without a meaning',
      { bands: [...color, 0], bits: 16, photometric: 2, extra: [0] },
      color,
    ],
    ['five bands', { bands: [...color, 0, 9], photometric: 2, extra: [0, 0] }, color],
    ['five bands, alpha first', { bands: [...color, 255, 9], photometric: 2, extra: [2, 0] }, color],
    ['five bands, transparent', { bands: [...color, 0, 9], photometric: 2, extra: [2, 0] }, [255, 255, 255]],
    ['gray', { bands: [90], photometric: 1 }, [90, 90, 90]],
    ['gray and alpha', { bands: [90, 0], photometric: 1, extra: [2] }, [255, 255, 255]],
    ['gray and a band without a meaning', { bands: [90, 0], photometric: 1, extra: [0] }, [90, 90, 90]],
    ['gray of 16 bits and a band', { bands: [90, 0], bits: 16, photometric: 1, extra: [0] }, [90, 90, 90]],
  ])('%s', async (_, image, expected) => {
    const pixels = await decodePixels(tiff(image), inputSpec({ shape: [2, 2, 3] }));
    expect(Array.from(pixels)).toEqual([...expected, ...expected, ...expected, ...expected]);
    const resized = await decodePixels(tiff(image), inputSpec({ shape: [1, 1, 3] }));
    expect(Array.from(resized)).toEqual(expected);
  });
});
