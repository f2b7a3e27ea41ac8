import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../../src/compile/onnx/encoding/encode-model';
import { GraphBuilder } from '../../../src/compile/onnx/graph-builder';
import { preprocessImages } from '../../../src/compile/onnx/preprocess-images';
import { decodePixels } from '../../../src/hosts/node/images';
import type { InputSpec } from '../../../src/language/input';
import { inputSpec } from '../../run/data/pictures';
import { type Noise, noise, noisePng } from '../../support/noise';

/** A graph that only preprocesses. */
async function sessionFor(input: InputSpec): Promise<runtime.InferenceSession> {
  const graph = new GraphBuilder('preprocessing');
  const images = graph.input('images', ['batch', 'height', 'width', 'channels'], 'uint8');
  graph.output('pixels', preprocessImages(graph, images, input), ['batch', ...input.shape]);
  return runtime.InferenceSession.create(encodeModel({ graph: graph.finish(), metadata: {} }));
}

async function pixelsIn(
  session: runtime.InferenceSession,
  { pixels, dims }: Noise,
): Promise<readonly number[]> {
  const results = await session.run({ images: new runtime.Tensor('uint8', pixels, [1, ...dims]) });
  return Array.from(results.pixels?.data as Float32Array);
}

/** Expects exactly the pixels that training and prediction decode from a PNG file. */
async function expectPixels(
  given: Readonly<Record<string, unknown>>,
  pictures: readonly Noise[],
): Promise<void> {
  const input = inputSpec(given);
  const session = await sessionFor(input);
  for (const picture of pictures) {
    const decoded = await decodePixels(await noisePng(picture), input);
    expect(await pixelsIn(session, picture), picture.dims.join(' × ')).toEqual(Array.from(decoded));
  }
  await session.release();
}

describe('preprocessing in ONNX gives the pixels that predict decodes', () => {
  const sizes: Noise['dims'][] = [
    [32, 32, 3],
    [1, 1, 3],
    [3, 200, 3],
    [200, 3, 3],
    [31, 33, 3],
    [33, 31, 3],
    [65, 64, 3],
    [97, 41, 3],
    [20, 150, 3],
    [127, 255, 3],
    [301, 199, 3],
  ];

  it.each(['fill', 'cover', 'contain'] as const)('resize: %s', async (resize) => {
    await expectPixels(
      { shape: [32, 24, 3], resize },
      sizes.map((dims) => noise(...dims)),
    );
  });

  it.each(['fill', 'cover', 'contain'] as const)(
    'resize: %s, where positions lie between two phases',
    async (resize) => {
      const odd: Noise['dims'][] = [
        [65, 67, 3],
        [395, 105, 3],
        [391, 25, 3],
        [129, 321, 3],
        [101, 63, 3],
      ];
      await expectPixels(
        { shape: [64, 64, 3], resize },
        odd.map((dims) => noise(...dims)),
      );
    },
  );

  it('outputs that are larger than a tile of libvips', async () => {
    const large: Noise['dims'][] = [
      [30, 40, 3],
      [743, 701, 3],
    ];
    for (const resize of ['fill', 'contain'] as const)
      await expectPixels(
        { shape: [140, 160, 3], resize },
        large.map((dims) => noise(...dims)),
      );
  });

  it.each([1, 2, 3, 4] as const)('%i channels, in color and in grayscale', async (channels) => {
    const pictures = [noise(9, 7, channels), noise(40, 61, channels)];
    await expectPixels({ shape: [16, 16, 3] }, pictures);
    await expectPixels({ shape: [16, 16, 1], resize: 'contain' }, pictures);
  });

  it('outputs of one pixel, row or column', async () => {
    for (const [height, width] of [
      [1, 1],
      [1, 9],
      [9, 1],
    ] as const)
      await expectPixels({ shape: [height, width, 3], resize: 'cover' }, [noise(5, 6, 3), noise(40, 30, 3)]);
  });
});

describe('the graph', () => {
  it('normalizes each channel', async () => {
    const input = inputSpec({ shape: [1, 1, 3], rescale: 1 / 255, mean: [0.5, 0.25, 0], std: [0.5, 1, 2] });
    const pixels = await pixelsIn(await sessionFor(input), {
      pixels: Uint8Array.of(255, 51, 102),
      dims: [1, 1, 3],
    });
    for (const [i, value] of [1, -0.05, 0.2].entries()) expect(pixels[i]).toBeCloseTo(value, 6);
  });

  it('processes the images of a batch independently', async () => {
    const input = inputSpec({ shape: [8, 8, 3] });
    const session = await sessionFor(input);
    const [first, second] = [noise(30, 20, 4), noise(30, 20, 4, 2)];
    const both = new Uint8Array([...first.pixels, ...second.pixels]);
    const { pixels } = await session.run({ images: new runtime.Tensor('uint8', both, [2, 30, 20, 4]) });
    expect(Array.from(pixels?.data as Float32Array)).toEqual([
      ...(await pixelsIn(session, first)),
      ...(await pixelsIn(session, second)),
    ]);
  });
});
