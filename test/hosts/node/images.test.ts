import { truncateSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePixels } from '../../../src/hosts/node/images';
import { DataError } from '../../../src/run/data/data-error';
import { createNormalizer, normalized } from '../../../src/run/data/pixels';
import { folderWith, inputSpec, png } from '../../run/data/pictures';

const rgb2 = inputSpec({ shape: [2, 2, 3] });
const grey2 = inputSpec({ shape: [2, 2, 1] });
const [red, green, blue, white] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
];
const colours = [...red, ...green, ...blue, ...white];

describe('decodePixels', () => {
  it('returns row-major pixels, channels last', async () => {
    expect(Array.from(await decodePixels(await png(colours, 2, 3), rgb2))).toEqual(colours);
  });

  it('expands grayscale to three channels', async () => {
    const pixels = await decodePixels(await png([0, 100, 200, 255], 2, 1), rgb2);
    expect(Array.from(pixels)).toEqual([0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255]);
  });

  it('converts colors to grayscale like Pillow', async () => {
    expect(Array.from(await decodePixels(await png(colours, 2, 3), grey2))).toEqual([76, 150, 29, 255]);
  });

  it('keeps grayscale unchanged', async () => {
    expect(Array.from(await decodePixels(await png([0, 100, 200, 255], 2, 1), grey2))).toEqual([
      0, 100, 200, 255,
    ]);
  });

  it('reduces 16 bits to 8', async () => {
    const samples = Uint16Array.from([0, 0x8080, 0xc0c0, 0xffff]);
    const deep = await sharp(samples, { raw: { width: 2, height: 2, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect(Array.from(await decodePixels(deep, grey2))).toEqual([0, 0x80, 0xc0, 0xff]);
  });

  it('blends transparent images onto white', async () => {
    const ink = await png([0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255], 2, 4);
    expect(Array.from(await decodePixels(ink, grey2))).toEqual([0, 255, 255, 0]);
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"></svg>');
    expect(Array.from(await decodePixels(svg, grey2))).toEqual([255, 255, 255, 255]);
  });

  it.each([
    [1, [0, 80, 160, 240]],
    [2, [80, 0, 240, 160]],
    [3, [240, 160, 80, 0]],
    [6, [160, 0, 240, 80]],
    [8, [80, 240, 0, 160]],
  ])('applies EXIF orientation %i', async (orientation, expected) => {
    const raw = { raw: { width: 2, height: 2, channels: 1 as const } };
    const turned = await sharp(Buffer.from([0, 80, 160, 240]), raw)
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    expect(Array.from(await decodePixels(turned, grey2))).toEqual(expected);
  });

  it.each([
    ['fill', [0, 0]],
    ['contain', [255, 255]],
    ['cover', [0, 0]],
  ] as const)('resizes by %s', async (resize, corners) => {
    // A black image twice as wide as high, into a square: only `contain` leaves white bands above and below.
    const wide = await png(new Array(32).fill(0), 8, 1);
    const pixels = await decodePixels(wide, inputSpec({ shape: [4, 4, 1], resize }));
    expect([pixels[0], pixels[15]]).toEqual(corners);
    expect(pixels[5]).toBe(0);
  });

  it('crops around the center for cover, and stretches for fill', async () => {
    const stripes = await png([0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0], 8, 1);
    const covered = await decodePixels(stripes, inputSpec({ shape: [2, 2, 1], resize: 'cover' }));
    expect(Math.min(...covered)).toBeGreaterThan(200);
    const filled = await decodePixels(stripes, inputSpec({ shape: [2, 2, 1], resize: 'fill' }));
    expect(Math.max(...filled)).toBeLessThan(200);
  });

  it('reads the first frame of an animation', async () => {
    const frames = Buffer.from([...new Array(12).fill(0), ...new Array(12).fill(255)]);
    const animated = await sharp(frames, { raw: { width: 2, height: 4, channels: 3, pageHeight: 2 } })
      .gif({ loop: 0, delay: [100, 100] })
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(2);
    expect(Array.from(await decodePixels(animated, grey2))).toEqual([0, 0, 0, 0]);
  });
});

describe('faults', () => {
  const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251);

  it.each([
    [
      'a text file named .png',
      'text.png',
      async () => 'not a picture',
      /is not an image in a supported format/,
    ],
    ['an empty file', 'empty.png', async () => '', /is empty/],
    [
      'a truncated JPEG',
      'half.jpg',
      async () => {
        const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
          .jpeg()
          .toBuffer();
        return whole.subarray(0, whole.length / 2);
      },
      /is damaged or incomplete \(JPEG\)$/,
    ],
    [
      'a truncated PNG',
      'half.png',
      async () => {
        const whole = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
          .png()
          .toBuffer();
        return whole.subarray(0, whole.length / 2);
      },
      /is damaged or incomplete \(PNG\)$/,
    ],
    [
      'an image with too many pixels',
      'huge.svg',
      async () => '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"></svg>',
      /has more than 100 million pixels/,
    ],
    [
      'a small file that unpacks to an image with too many pixels',
      'bomb.png',
      async () => {
        const bomb = await png([0], 1, 1);
        // The header's width and height, and its checksum.
        bomb.writeUInt32BE(50_000, 16);
        bomb.writeUInt32BE(50_000, 20);
        bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
        return bomb;
      },
      /has more than 100 million pixels/,
    ],
  ])('reports %s with the reason and a hint', async (_, name, contents, reason) => {
    const path = `${folderWith({ [name]: await contents() })}/${name}`;
    const error = await decodePixels(path, grey2).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ path, hint: expect.stringContaining('replace the file') });
    expect((error as DataError).message).toContain(`the image ${path} `);
    expect((error as DataError).message).toMatch(reason);
  });

  it('rejects a file that is too large before reading it', async () => {
    const path = `${folderWith({ 'large.png': '' })}/large.png`;
    truncateSync(path, 2 ** 40);
    await expect(decodePixels(path, grey2)).rejects.toThrow(
      `the image ${path} has more than 256 MiB (${2 ** 40} bytes are more than the maximum, ${2 ** 28})`,
    );
  });

  it('reports a missing file', async () => {
    await expect(decodePixels('/no/such/picture.png', grey2)).rejects.toThrow(
      'the image /no/such/picture.png does not exist',
    );
  });
});

describe('normalization', () => {
  it('computes (pixel · rescale − mean) / std per channel, exactly in float32', () => {
    const input = inputSpec({ shape: [1, 2, 3], rescale: '1/255', mean: [0.5, 0.25, 0], std: [0.5, 2, 1] });
    const target = new Float32Array(8).fill(-1);
    createNormalizer(input)(Uint8Array.from([0, 51, 255, 255, 102, 1]), target, 1);
    const expected = [
      (0 / 255 - 0.5) / 0.5,
      (51 / 255 - 0.25) / 2,
      255 / 255,
      (255 / 255 - 0.5) / 0.5,
      (102 / 255 - 0.25) / 2,
      1 / 255,
    ];
    expect(Array.from(target)).toEqual([-1, ...expected.map(Math.fround), -1]);
  });

  it('does the same with floats', () => {
    const input = inputSpec({ shape: [1, 1, 3], rescale: 2, mean: [1, 0, 3], std: [1, 4, 2] });
    const target = new Float32Array(3);
    createNormalizer(input)(Float32Array.from([0.25, -2, 300.5]), target, 0);
    expect(Array.from(target)).toEqual([-0.5, -1, 299]);
  });

  it('keeps pixels of 0 … 255 unchanged by default', async () => {
    const pixels = await decodePixels(await png([0, 1, 128, 255], 2, 1), grey2);
    expect(Array.from(normalized(pixels, grey2))).toEqual([0, 1, 128, 255]);
  });
});
