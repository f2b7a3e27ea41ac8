import { describe, expect, it } from 'vitest';
import { sharpPictures } from '../../../../src/hosts/node/images';
import { imagesOfArrays } from '../../../../src/run/data/arrays/array-images';
import { checkValues } from '../../../../src/run/data/arrays/check-values';
import { openGivenData } from '../../../../src/run/data/given-data';
import { allBatches, inputSpec } from '../pictures';

const rowsOf = (values: readonly number[], shape: readonly number[], eightBit = false) => {
  const length = values.length / (shape[0] ?? 1);
  return {
    name: 'x',
    path: 'x.npy',
    shape,
    eightBit,
    inMemory: true,
    rows: async (first: number, count: number) => {
      const part = values.slice(first * length, (first + count) * length);
      return eightBit ? Uint8Array.from(part) : Float32Array.from(part);
    },
  };
};
const check = (values: readonly number[], section: object = {}, eightBit = false) =>
  checkValues(
    rowsOf(values, [values.length / 4, 2, 2, 1], eightBit),
    inputSpec({ shape: [2, 2, 1], ...section }),
  );

describe('checkValues', () => {
  it('names the images with values that are not finite', async () => {
    const values = [0, 1, 2, 3, 0, Number.NaN, 2, 3, 0, 1, 2, 3, 0, 1, Number.NEGATIVE_INFINITY, Number.NaN];
    await expect(check(values)).rejects.toThrow(
      'the array x: 2 images cannot be used\n' +
        '  image 1: expected finite numbers, received NaN at [0, 1, 0]\n' +
        '  image 3: expected finite numbers, received -Infinity at [1, 0, 0]',
    );
    // Too large for float32.
    await expect(check([0, 1, 2, 1e39])).rejects.toThrow(
      'image 0: expected finite numbers, received Infinity',
    );
  });

  it.each<[string, readonly number[], object, RegExp | null]>([
    ['floats of 0 … 1', [0, 0.5, 1, 0], {}, null],
    ['raw values with rescale', [0, 100, 255, 3], { rescale: '1/255' }, null],
    ['standardized values', [-2, 3, 1, 0], {}, null],
    ['raw values with a mean', [0, 100, 255, 3], { mean: [100] }, null],
    [
      'values that are scaled twice',
      [0, 0.5, 1, 0],
      { rescale: '1/255' },
      /^the array x has values from 0 to 1, which input\.rescale \(1\/255\) reduces again, to at most 0\.003922; if they are scaled already, set rescale: 1$/,
    ],
    [
      'raw values without rescale',
      [0, 100, 255, 3],
      {},
      /^the array x has values from 0 to 255, which reach the network unscaled; set rescale: 1\/255 in input$/,
    ],
    [
      '16 bits with the factor of 8 bits',
      [0, 100, 59110, 3],
      { rescale: '1/255' },
      /input\.rescale \(1\/255\) reduces only to 231\.8; set rescale: 1\/65535 in input$/,
    ],
  ])('warns about %s', async (_, values, section, expected) => {
    const warnings = await check(values, section);
    if (expected === null) expect(warnings).toEqual([]);
    else expect(warnings).toEqual([expect.stringMatching(expected)]);
  });

  it('warns about bytes without reading them', async () => {
    expect(await check([0, 0, 0, 0], {}, true)).toEqual([expect.stringContaining('unscaled')]);
    expect(await check([0, 0, 0, 0], { rescale: '1/255' }, true)).toEqual([]);
  });

  it('checks arrays and samples of a program', async () => {
    const options = {
      input: inputSpec({ shape: [1, 2, 1] }),
      classNames: null,
      classCount: 2,
      pictures: sharpPictures,
    };
    const x = Float32Array.from([0, 1, 2, Number.NaN]);
    await expect(openGivenData({ x, y: [0, 1] }, options)).rejects.toThrow(
      'image 1: expected finite numbers, received NaN at [0, 1, 0]',
    );
    const samples = function* () {
      yield { label: 0, pixels: Float32Array.from([0, Number.POSITIVE_INFINITY]) };
    };
    const set = await openGivenData({ samples, size: 1 }, options);
    await expect(allBatches(set, { batchSize: 1, epoch: 0 })).rejects.toThrow(
      'sample 0: expected finite numbers as pixels, received Infinity',
    );
  });
});

describe('imagesOfArrays', () => {
  const open =
    (shape: readonly number[], eightBit: boolean, section: Readonly<Record<string, unknown>>) => () =>
      imagesOfArrays(
        rowsOf([], shape, eightBit),
        { name: 'y', path: '', values: [0, 1], shape: [2] },
        { input: inputSpec(section), classNames: null, classCount: 2 },
        sharpPictures.fit,
      );

  it.each([
    [
      'channels first',
      [2, 3, 8, 8],
      true,
      'move the channels to the last axis: numpy.moveaxis(images, 1, -1)',
    ],
    [
      'floats with channels first',
      [2, 3, 8, 8],
      false,
      'move the channels to the last axis: numpy.moveaxis(images, 1, -1)',
    ],
    ['16-bit images of another size', [2, 9, 9, 3], false, 'resize them to (8, 8, 3) before you save them'],
    ['bytes with four channels', [2, 8, 8, 4], true, 'give images with 1 or 3 channels'],
  ])('advises on %s without losing anything', (_, shape, eightBit, hint) => {
    expect(open(shape, eightBit, { shape: [8, 8, 3] })).toThrow(expect.objectContaining({ hint }));
  });
});
