import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePixels } from '../../../src/hosts/node/images';
import { DataError } from '../../../src/run/data/data-error';
import { folderWith, inputSpec, png } from '../../run/data/pictures';

const grey2 = inputSpec({ shape: [2, 2, 1] });

/** An SVG image of 2.4 kB that draws a rectangle 10 to the power of `depth` times. */
function nestedSvg(depth: number): Buffer {
  const groups = Array.from(
    { length: depth },
    (_, i) => `<g id="a${i + 1}">${`<use xlink:href="#a${i}"/>`.repeat(10)}</g>`,
  );
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="16" height="16"><defs><g id="a0"><rect width="1" height="1"/></g>${groups.join('')}</defs><use xlink:href="#a${depth}"/></svg>`,
  );
}

async function faultOf(...given: Parameters<typeof decodePixels>): Promise<DataError> {
  const error = await decodePixels(...given).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
}

describe('limits', () => {
  it('ends an SVG image that takes too long, without delaying other images', async () => {
    const started = performance.now();
    const slow = faultOf(nestedSvg(7), grey2, { maxSeconds: 0.2 });
    const png1 = await png([1, 2, 3, 4], 2, 1);
    await Promise.all(Array.from({ length: 8 }, () => decodePixels(png1, grey2)));
    expect((await slow).message).toBe('the image takes more than 0.2 seconds to decode');
    expect(performance.now() - started).toBeLessThan(10_000);
    // A new process replaces the one that was ended.
    expect(await decodePixels(nestedSvg(1), grey2)).toHaveLength(4);
  });

  it('does not decode SVG images on request', async () => {
    expect(await faultOf(nestedSvg(1), grey2, { svg: false })).toMatchObject({
      message: 'the image is an SVG image, which is not accepted here',
      hint: 'replace it with a PNG image',
    });
    const hidden = Buffer.concat([Buffer.from('\ufeff<?xml version="1.0"?><!-- -->'), nestedSvg(1)]);
    expect((await faultOf(hidden, grey2, { svg: false })).message).toMatch(/is an SVG image/);
    expect(await decodePixels(hidden, grey2)).toHaveLength(4);
  });

  it.each<[string, () => Promise<Uint8Array>]>([
    ['PNG', () => png(new Array(100).fill(7), 10, 1)],
    ['SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"></svg>')],
    [
      'BMP',
      async () => {
        const bmp = Buffer.alloc(54 + 320);
        bmp.write('BM');
        bmp.writeUInt32LE(54, 10);
        bmp.writeUInt32LE(40, 14);
        bmp.writeInt32LE(10, 18);
        bmp.writeInt32LE(10, 22);
        bmp.writeUInt16LE(24, 28);
        return bmp;
      },
    ],
  ])('limits the pixels of a %s image, and raises the limit on request', async (_, image) => {
    const bytes = await image();
    const { message, hint } = await faultOf(bytes, grey2, { maxPixels: 99 });
    expect(message).toBe('the image has more than 99 pixels');
    expect(hint).toContain('data.maxPixels');
    expect(await decodePixels(bytes, grey2, { maxPixels: 100 })).toHaveLength(4);
  });

  it('limits the bytes of files and of images in memory', async () => {
    const bytes = await png([1, 2, 3, 4], 2, 1);
    const path = `${folderWith({ 'a.png': bytes })}/a.png`;
    const reason = `has more than 0 MiB (${bytes.length} bytes are more than the maximum, 10)`;
    expect((await faultOf(bytes, grey2, { maxBytes: 10 })).message).toBe(`the image ${reason}`);
    expect((await faultOf(path, grey2, { maxBytes: 10 })).message).toBe(`the image ${path} ${reason}`);
  });
});

describe.skipIf(process.platform === 'win32')('files that are not regular', () => {
  it('rejects pipes and devices, also behind links', async () => {
    const folder = folderWith({ 'a.txt': '' });
    execFileSync('mkfifo', [`${folder}/pipe.png`]);
    symlinkSync('pipe.png', `${folder}/link.png`);
    symlinkSync('/dev/zero', `${folder}/zero.png`);
    for (const name of ['pipe.png', 'link.png', 'zero.png'])
      expect((await faultOf(`${folder}/${name}`, grey2)).message).toBe(
        `the image ${folder}/${name} is not a regular file`,
      );
    expect(await faultOf(folder, grey2)).toMatchObject({
      message: `the image ${folder} is a folder`,
      hint: 'give the images in it',
    });
  });
});

describe('damaged images', () => {
  it('give the same message in any order and at any load', async () => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251);
    const raw = { raw: { width: 64, height: 64, channels: 3 as const } };
    const files: Buffer[] = [];
    for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const whole = await sharp(noise, raw).toFormat(format).toBuffer();
      files.push(whole.subarray(0, Math.floor(whole.length * 0.6)));
      const flipped = Buffer.from(whole);
      for (let i = 0; i < 8; i++) {
        const at = Math.floor(((i + 4) / 13) * flipped.length);
        flipped[at] = (flipped[at] ?? 0) ^ 0x55;
      }
      files.push(flipped);
    }
    const resultOf = (bytes: Uint8Array) =>
      decodePixels(bytes, grey2).then(
        (pixels) => pixels.join(),
        (error: DataError) => error.message,
      );
    const alone: string[] = [];
    for (const file of files) alone.push(await resultOf(file));
    expect(alone.filter((result) => result.startsWith('the image is damaged')).length).toBeGreaterThan(6);
    for (let round = 0; round < 5; round++) expect(await Promise.all(files.map(resultOf))).toEqual(alone);
  });
});
