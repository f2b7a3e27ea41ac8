import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeImage } from '../../../src/hosts/node/report';
import type { InputSpec } from '../../../src/language/input';
import { createMistakeGallery } from '../../../src/run/report/mistake-gallery';

const input: InputSpec = {
  shape: [4, 2, 3],
  color: 'rgb',
  resize: 'fill',
  rescale: 1 / 255,
  mean: [0.5, 0, 0.25],
  std: [0.5, 1, 2],
};

/** An image of one color, as the network receives it. */
function prepared(
  colour: readonly [number, number, number],
  { shape, rescale, mean, std }: InputSpec = input,
) {
  const [height, width, channels] = shape;
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const channel = i % channels;
    return ((colour[channel] ?? 0) * rescale - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  });
}

async function decoded(source: string) {
  const [head, data = ''] = source.split(',');
  expect(head).toBe('data:image/webp;base64');
  const picture = sharp(Buffer.from(data, 'base64'));
  const { width, height } = await picture.metadata();
  const [r = 0, g = 0, b = 0] = await picture.removeAlpha().raw().toBuffer();
  return { width, height, colour: [r, g, b] };
}

describe('the gallery of mistakes', () => {
  it("restores the original image from the network's input", async () => {
    const gallery = createMistakeGallery(input, encodeImage);
    gallery.add({ truth: 1, predicted: 0, score: 0.7, x: prepared([200, 40, 90]) });
    const [picture] = await gallery.images();
    expect(picture).toMatchObject({ truth: 1, predicted: 0, score: 0.7 });
    const { width, height, colour } = await decoded(picture?.source ?? '');
    expect([width, height]).toEqual([2, 4]);
    for (const [i, value] of [200, 40, 90].entries())
      expect(Math.abs((colour[i] ?? 0) - value)).toBeLessThan(6);
  });

  it('scales large images down, and supports grayscale', async () => {
    const grey: InputSpec = { ...input, shape: [400, 200, 1], color: 'grayscale', mean: [0], std: [1] };
    const gallery = createMistakeGallery(grey, encodeImage);
    gallery.add({ truth: 1, predicted: 0, score: 0.7, x: prepared([120, 0, 0], grey) });
    const [picture] = await gallery.images();
    expect(await decoded(picture?.source ?? '')).toMatchObject({ width: 48, height: 96 });
  });

  it('keeps copies of those with the highest scores, the first of equal ones first', async () => {
    const gallery = createMistakeGallery(input, encodeImage, 3);
    const x = prepared([255, 255, 255]);
    for (const [truth, score] of [0.5, 0.9, 0.5, 0.7, 0.9, 0.1].entries())
      gallery.add({ truth, predicted: 9, score, x });
    x.fill(Number.NaN);
    const pictures = await gallery.images();
    expect(pictures.map(({ truth, score }) => [truth, score])).toEqual([
      [1, 0.9],
      [4, 0.9],
      [3, 0.7],
    ]);
    const { colour } = await decoded(pictures[0]?.source ?? '');
    expect(Math.min(...colour)).toBeGreaterThan(249);
  });
});
