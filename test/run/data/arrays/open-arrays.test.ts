import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeData } from '../../../../src/hosts/node/data-files';
import type { ImageFacts } from '../../../../src/run/data/arrays/array-images';
import { readLabels } from '../../../../src/run/data/arrays/array-images';
import { openArrays } from '../../../../src/run/data/open-source';
import { inputSpec } from '../pictures';

const reference = (name: string) =>
  fileURLToPath(new URL(`../../../reference/arrays/${name}`, import.meta.url));
const facts = (shape: readonly number[] = [2, 2, 1], more: Partial<ImageFacts> = {}): ImageFacts => ({
  input: inputSpec({ shape }),
  classNames: null,
  classCount: 2,
  ...more,
});
const npz = (name: string, images = 'x', labels = 'y') => ({ arrays: reference(name), images, labels });

describe('openArrays', () => {
  it.each(['stored.npz', 'compressed.npz'])('opens images and class numbers of %s', async (name) => {
    const { images } = await openArrays(npz(name), facts(), nodeData);
    expect(images.classes).toEqual(['0', '1']);
    expect(Array.from(images.labels)).toEqual([1, 0, 1]);
    expect(images.targets).toBeUndefined();
    expect(await images.read(2)).toEqual(Uint8Array.from([160, 180, 200, 220]));
  });

  it('opens floats without a channel axis, and soft labels', async () => {
    const { images } = await openArrays(
      npz('soft.npz', 'images', 'labels'),
      facts([2, 2, 1], { classNames: ['cat', 'dog'] }),
      nodeData,
    );
    expect(images.classes).toEqual(['cat', 'dog']);
    expect(Array.from(images.labels)).toEqual([1, 0, 0]);
    expect(images.targets).toEqual(Float32Array.from([0.25, 0.75, 1, 0, 0.5, 0.5]));
    expect(await images.read(1)).toEqual(Float32Array.from([80, 100, 120, 140]));
  });

  it('opens two .npy files', async () => {
    const arrays = { images: reference('i4.npy'), labels: reference('vector-fortran.npy') };
    const { images } = await openArrays({ arrays }, facts(), nodeData);
    expect(await images.read(0)).toEqual(Float32Array.from([-5, 15, 35, 55]));
    expect(Array.from(images.labels)).toEqual([1, 0, 1]);
  });

  it('resizes bytes of another shape like images', async () => {
    const { images } = await openArrays(npz('stored.npz'), facts([1, 1, 3]), nodeData);
    const pixels = await images.read(0);
    expect(pixels).toHaveLength(3);
    expect(new Set(pixels).size).toBe(1);
    expect(Math.abs((pixels[0] ?? 0) - 30)).toBeLessThanOrEqual(1);
  });

  it('reads booleans as black and white', async () => {
    const arrays = { images: reference('b1.npy'), labels: reference('vector-fortran.npy') };
    const { images, warnings } = await openArrays({ arrays }, facts(), nodeData);
    expect(await images.read(1)).toEqual(Uint8Array.from([0, 0, 255, 255]));
    expect(warnings).toEqual([]);
  });

  it('reads small integers as labels, and Fortran order', async () => {
    const source = npz('types.npz', 'u2-big-F', 'b1-little-F');
    await expect(openArrays(source, facts(), nodeData)).rejects.toThrow(/have the shape \(3, 2, 2, 1\)/);
    const { images } = await openArrays(
      { arrays: { images: reference('u1.npy'), labels: reference('vector-fortran.npy') } },
      facts(),
      nodeData,
    );
    expect(Array.from(images.labels)).toEqual([1, 0, 1]);
  });

  it.each<[string, Parameters<typeof openArrays>[0], ImageFacts, RegExp]>([
    ['floats of another size', npz('soft.npz', 'images', 'labels'), facts([3, 2, 1]), /which do not fit/],
    ['labels instead of images', npz('stored.npz', 'y'), facts(), /the array y of .* has the shape \(3\)/],
    [
      'images instead of labels',
      npz('stored.npz', 'x', 'x'),
      facts(),
      /have the shape \(3, 2, 2, 1\); expected/,
    ],
    [
      'an invalid class number',
      npz('stored.npz'),
      facts([2, 2, 1], { classCount: 1 }),
      /2 rows cannot be used\n {2}row 0: expected a whole number from 0 to 0, received 1\n {2}row 2: /,
    ],
  ])('rejects %s', async (_, source, plan, message) => {
    await expect(openArrays(source, plan, nodeData)).rejects.toThrow(message);
  });
});

describe('readLabels', () => {
  const read = (values: number[], shape: number[], size = 2) =>
    readLabels({ name: 'y', path: '', values, shape }, size, 2);

  it('converts probabilities that are all 0 or 1 to class numbers', () => {
    expect(read([0, 1, 1, 0], [2, 2])).toEqual({ labels: Int32Array.from([1, 0]) });
    expect(read([1, 0], [2, 1])).toEqual({ labels: Int32Array.from([1, 0]) });
  });

  it.each([
    ['another number of labels', [0], [1], 'expected 2 labels in y, one per image, received 1'],
    [
      'another number of classes',
      [1, 0, 0, 1, 0, 0],
      [2, 3],
      'have the shape (2, 3); expected (2) or (2, 2)',
    ],
    ['a fraction', [0, 0.5], [2], 'row 1: expected a whole number from 0 to 1, received 0.5'],
    ['NaN', [0, Number.NaN], [2], 'row 1: expected a whole number from 0 to 1, received NaN'],
    [
      'probabilities above 1 in total',
      [0.5, 0.5, 0.9, 0.9],
      [2, 2],
      'row 1: expected probabilities that sum to 1',
    ],
    ['a negative probability', [0.5, 0.5, -1, 2], [2, 2], 'row 1: expected probabilities that sum to 1'],
  ])('rejects %s', (_, values, shape, message) => {
    expect(() => read(values, shape)).toThrow(message);
  });

  it('lists twenty problems and counts the rest', () => {
    const values = new Array<number>(25).fill(7);
    let message = '';
    try {
      read(values, [25], 25);
    } catch (error) {
      message = String(error);
    }
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toMatch(/: 25 rows cannot be used\n.*\n {2}and 5 more$/s);
  });
});
