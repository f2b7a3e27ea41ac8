import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { sharpPictures } from '../../../src/hosts/node/images';
import { augmentSchema } from '../../../src/language/data';
import type { Batch } from '../../../src/run/backends/engine';
import {
  type GivenData,
  type GivenDataOptions,
  openGivenData,
  openGivenRunData,
} from '../../../src/run/data/given-data';
import type { Sample } from '../../../src/run/data/sample-data-set';
import { allBatches, greyPng, inputSpec } from './pictures';

const options: GivenDataOptions = {
  input: inputSpec({ shape: [1, 2, 1], rescale: '1/255' }),
  classNames: null,
  classCount: 2,
  pictures: sharpPictures,
};
const x = Uint8Array.from([0, 51, 102, 153, 204, 255]);

async function passOf(
  given: GivenData,
  more: Partial<GivenDataOptions> = {},
  epoch = 0,
  from = 0,
): Promise<Batch[]> {
  return allBatches(await openGivenData(given, { ...options, ...more }), { batchSize: 2, epoch, from });
}

const flat = (batches: readonly Batch[], key: 'x' | 'y') =>
  batches.flatMap((batch) => Array.from(batch[key]));

/** The images of a pass, each as the values of `x`, rounded to hundredths, and of `y`. */
const imagesOf = (batches: readonly Batch[]) =>
  batches
    .flatMap(({ size, x, y }) =>
      Array.from({ length: size }, (_, row) =>
        [x, y].map((values) => {
          const width = values.length / size;
          return Array.from(values.subarray(row * width, (row + 1) * width), (value) =>
            Math.round(value * 100),
          );
        }),
      ),
    )
    .toSorted((a, b) => (a[0]?.[0] ?? 0) - (b[0]?.[0] ?? 0));

describe('arrays in memory', () => {
  const tensorOf = (data: Uint8Array | Int32Array, shape: number[]) => ({ shape, data: async () => data });

  it.each<[string, GivenData]>([
    ['bytes and class numbers', { x, y: [0, 1, 1] }],
    ['real numbers', { x: Float32Array.from(x), y: Int32Array.from([0, 1, 1]) }],
    ['float64', { x: Float64Array.from(x), y: Float32Array.from([1, 0, 0, 1, 0, 1]) }],
    ['tensors', { x: tensorOf(x, [3, 1, 2, 1]), y: tensorOf(Int32Array.from([0, 1, 1]), [3]) }],
    ['class names', { x: new Uint8ClampedArray(x), y: ['cat', 'dog', 'dog'] }],
  ])('are normalized: %s', async (_, given) => {
    const batches = await passOf(given);
    expect(batches.map(({ size }) => size)).toEqual([2, 1]);
    expect(imagesOf(batches)).toEqual([
      [
        [0, 20],
        [100, 0],
      ],
      [
        [40, 60],
        [0, 100],
      ],
      [
        [80, 100],
        [0, 100],
      ],
    ]);
  });

  it('keep soft labels', async () => {
    const y = Float32Array.from([0.25, 0.75, 1, 0, 0.5, 0.5]);
    expect(imagesOf(await passOf({ x, y })).map(([, shares]) => shares)).toEqual([
      [25, 75],
      [100, 0],
      [50, 50],
    ]);
  });

  it('are shuffled by the seed for training, and augmented in every epoch', async () => {
    const training = { seed: 1, augment: augmentSchema.parse({ brightness: 0.5 }) };
    const given = { x: Float32Array.from({ length: 40 }, (_, i) => i), y: new Array<number>(20).fill(0) };
    const first = await passOf(given, { training });
    expect(await passOf(given, { training })).toEqual(first);
    expect(await passOf(given, { training }, 1)).not.toEqual(first);
    expect(await passOf(given, { training }, 0, 3)).toEqual(first.slice(3));
  });

  it.each<[string, GivenData, Partial<GivenDataOptions>, string]>([
    [
      'a part of an image',
      { x: x.subarray(1), y: [0, 1] },
      {},
      'expected whole images of 2 values in x, received 5 values',
    ],
    ['no image', { x: new Uint8Array(), y: [] }, {}, 'the array x is empty'],
    ['too few labels', { x, y: [0, 1] }, {}, 'expected 3 labels in y, one per image, received 2'],
    [
      'an invalid class number',
      { x, y: [0, 1, 2] },
      {},
      'row 2: expected a whole number from 0 to 1, received 2',
    ],
    [
      'an unknown class name',
      { x, y: ['a', 'b', 'c'] },
      { classNames: ['a', 'b'] },
      'label 2 of y: expected one of a, b, received "c"',
    ],
    [
      'names among numbers',
      { x, y: ['a', 1, 'b'] as never },
      { classNames: ['a', 'b'] },
      'label 1 of y: expected one of a, b, received 1',
    ],
    ['no images', { y: [0] } as never, {}, 'x is missing'],
    ['no labels', { x } as never, {}, 'y is missing'],
    ['fewer classes by name', { x, y: ['a', 'a', 'a'] }, {}, 'expected 2 classes, but y has 1: a'],
    [
      'a tensor of floats of another size',
      { x: { shape: [3, 2, 1, 1], data: async () => Float32Array.from(x) }, y: [0, 1, 1] },
      {},
      'has images of (2, 1, 1), which do not fit input.shape (1, 2, 1)',
    ],
  ])('reject %s', async (_, given, more, message) => {
    await expect(passOf(given, more)).rejects.toThrow(message);
  });
});

describe('samples', () => {
  const pixels = (value: number) => Uint8Array.from([value, value]);
  const of = (...samples: Sample[]) => ({ size: samples.length, samples: () => samples });

  it('keep their order, from images and pixels, by class name and number', async () => {
    async function* samples(): AsyncGenerator<Sample> {
      yield { picture: await greyPng(51), label: 'b' };
      yield { pixels: pixels(102), label: 0 };
      yield { pixels: Float32Array.from([255, 0]), label: 'a' };
    }
    const batches = await passOf({ samples, size: 3 }, { classNames: ['a', 'b'] });
    expect(Float32Array.from(flat(batches, 'x'))).toEqual(Float32Array.from([0.2, 0.2, 0.4, 0.4, 1, 0]));
    expect(flat(batches, 'y')).toEqual([0, 1, 1, 0, 1, 0]);
    expect(batches.map(({ size }) => size)).toEqual([2, 1]);
  });

  it('are augmented in the same way on every pass, and skipped by `from`', async () => {
    const given = of(...Array.from({ length: 7 }, (_, i) => ({ pixels: pixels(20 * i), label: i % 2 })));
    const training = { seed: 3, augment: augmentSchema.parse({ brightness: 0.4, mixup: 0.5 }) };
    const first = await passOf(given, { training }, 2);
    expect(await passOf(given, { training }, 2)).toEqual(first);
    expect(await passOf(given, { training }, 2, 2)).toEqual(first.slice(2));
    expect(await passOf(given, { training }, 3)).not.toEqual(first);
  });

  it('end at their size, and their source is closed', async () => {
    let closed = 0;
    function* samples(): Generator<Sample> {
      try {
        for (;;) yield { pixels: pixels(1), label: 0 };
      } finally {
        closed += 1;
      }
    }
    expect(await passOf({ samples, size: 5 })).toHaveLength(3);
    expect(closed).toBe(1);
    const set = await openGivenData({ samples, size: 500 }, options);
    for await (const _ of set.batches({ batchSize: 2, epoch: 0 })) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(2);
  });

  it('are skipped if they cannot be decoded', async () => {
    const warnings: string[] = [];
    const given = of({ picture: Buffer.from('no picture'), label: 0 }, { pixels: pixels(255), label: 1 });
    const batches = await passOf(given, { onWarning: (message) => warnings.push(message) });
    expect(flat(batches, 'x')).toEqual([1, 1]);
    expect(warnings).toEqual([
      expect.stringMatching(/^sample 0: the image is not an image in a supported format/),
    ]);
  });

  it.each<[string, GivenData, string]>([
    [
      'fewer than their size',
      { ...of({ pixels: pixels(1), label: 0 }), size: 3 },
      'the samples ended after 1 of 3',
    ],
    ['an unknown class', of({ pixels: pixels(1), label: 'c' }), 'sample 0 has the unknown label "c"'],
    [
      'a class number that is too large',
      of({ pixels: pixels(1), label: 2 }),
      'sample 0 has the unknown label 2',
    ],
    [
      'another number of pixels',
      of({ pixels: new Uint8Array(3), label: 0 }),
      'sample 0: expected 2 values for input.shape (1, 2, 1), received 3',
    ],
    ['an invalid size', { ...of(), size: 0.5 }, 'expected the number of samples as size, received 0.5'],
  ])('reject %s', async (_, given, message) => {
    await expect(passOf(given, { classNames: ['a', 'b'] })).rejects.toThrow(message);
  });
});

describe('for a run', () => {
  const plan = { ...options, data: null, training: { seed: 1 } } as unknown as ModelPlan;
  const y = ['cat', 'dog', 'dog'];

  it('opens weighted training data, and validation data with the same classes', async () => {
    const given = {
      train: { x, y },
      validation: { x, y: ['dog', 'cat', 'cat'] },
      classWeights: 'balanced' as const,
    };
    const { train, validation } = await openGivenRunData(given, plan, sharpPictures, () => {});
    const pass = { batchSize: 3, epoch: 0 };
    const [batch] = await allBatches(train, pass);
    const cat = Array.from(batch?.y ?? []).findIndex((share, i) => i % 2 === 0 && share === 1) / 2;
    expect(batch?.weights?.[cat]).toBe(1.5);
    expect(Array.from(batch?.weights ?? []).toSorted()).toEqual([0.75, 0.75, 1.5]);
    const [validated] = validation ? await allBatches(validation, pass) : [];
    expect(imagesOf(validated ? [validated] : []).map(([, shares]) => shares)).toEqual([
      [0, 100],
      [100, 0],
      [100, 0],
    ]);
    expect(validated?.weights).toBeUndefined();
  });

  it.each([
    [{ train: { x, y }, augment: { rotation: 200 } }, 'augment: rotation: '],
    [{ train: { x, y }, classWeights: { cow: 2 } }, 'classWeights: unknown class cow'],
    [
      { train: { classes: ['a', 'b', 'c'], size: 0, batches: () => [] as never } },
      'expected data with 2 classes, received 3: a, b, c',
    ],
  ])('rejects %j', async (given, message) => {
    await expect(openGivenRunData(given, plan, sharpPictures, () => {})).rejects.toThrow(message);
  });
});

describe('a list of images', () => {
  it('is decoded image by image, and shuffled for training', async () => {
    const x = await Promise.all([10, 20, 30, 40].map((grey) => greyPng(grey)));
    const given: GivenData = { x, y: ['cat', 'dog', 'dog', 'cat'] };
    const pass = async (more = {}) =>
      flat(await passOf(given, more), 'x').flatMap((value, i) =>
        i % 2 === 0 ? Math.round(value * 255) : [],
      );
    const inOrder = await pass();
    expect(inOrder.toSorted((a, b) => a - b)).toEqual([10, 20, 30, 40]);
    const shuffled = await pass({ training: { seed: 1 } });
    expect(shuffled).not.toEqual(inOrder);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual([10, 20, 30, 40]);
  });

  it.each<[string, GivenData, string]>([
    ['no image', { x: [], y: [] }, 'x is empty'],
    [
      'too few labels',
      { x: ['a.png', 'b.png'], y: [0] },
      'expected 2 labels in y, one per image, received 1',
    ],
    ['too many classes', { x: ['a.png'], y: ['a', 'b', 'c'] }, 'expected 2 classes, but y has 3: a, b, c'],
  ])('is rejected with %s', async (_, given, message) => {
    await expect(passOf(given)).rejects.toThrow(message);
  });
});
