import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageFormat } from '../../../src/base/codecs/image-format';

const raw = { raw: { width: 2, height: 2, channels: 3 as const } };

describe('imageFormat', () => {
  it.each([
    ['png', 'PNG'],
    ['jpeg', 'JPEG'],
    ['webp', 'WebP'],
    ['gif', 'GIF'],
    ['avif', 'AVIF'],
    ['tiff', 'TIFF'],
  ] as const)('recognizes what sharp writes as %s', async (name, format) => {
    expect(imageFormat(await sharp(new Uint8Array(12), raw).toFormat(name).toBuffer())).toBe(format);
  });

  it.each<[string, string | null]>([
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG'],
    ['\ufeff<?xml version="1.0"?>\n<!-- a comment -->\n<svg/>', 'SVG'],
    ['BM', 'BMP'],
    ['II+\0', 'TIFF'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', null],
    ['<html></html>', null],
    ['%PDF-1.7', null],
    ['', null],
  ])('recognizes %j', (text, format) => {
    expect(imageFormat(Buffer.from(text))).toBe(format);
  });
});
