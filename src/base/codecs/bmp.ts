/** An image in the format BMP whose header has been read. */
export interface BmpImage {
  readonly width: number;
  readonly height: number;
  /** 3, or 4 if the file declares an alpha channel. */
  readonly channels: 3 | 4;
  /** Decodes the pixels, row-major from the top, 8 bits per channel. @throws RangeError if the file is damaged */
  decode(): Uint8Array;
}

const compressions = { none: 0, rle8: 1, rle4: 2, masks: 3, masksWithAlpha: 6 } as const;

/** What the header says about the pixels. */
interface Header {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly depth: number;
  readonly compression: number;
  /** Position of the pixels. */
  readonly start: number;
  /** Colors of the indices, 3 bytes each; for at most 8 bits per pixel. */
  readonly palette: Uint8Array;
  /** Bits of red, green, blue and alpha; for 16 and 32 bits per pixel. */
  readonly masks: readonly number[];
}

/**
 * Reads the header of a BMP file: Windows and OS/2 headers, palettes of 1, 2, 4 and 8 bits, RLE4 and RLE8, and 16, 24 and
 * 32 bits per pixel with any masks. As in Pillow, the fourth byte of a pixel is alpha only if the header has a mask for it.
 *
 * @throws RangeError if it is damaged, or uses another compression
 */
export function openBmp(bytes: Uint8Array): BmpImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view);
  const { width, height } = header;
  const channels = header.masks[3] ? 4 : 3;
  return {
    width,
    height,
    channels,
    decode() {
      const pixels = new Uint8Array(width * height * channels);
      if (header.depth > 8) decodeColors(view, header, pixels, channels);
      else paint(readIndices(view, header), header.palette, pixels);
      return header.topDown ? pixels : upright(pixels, width * channels);
    },
  };
}

function readHeader(view: DataView): Header {
  const size = view.getUint32(14, true);
  // The first header of OS/2 has 16-bit sizes and palettes without a fourth byte.
  const isCore = size === 12;
  if (!isCore && size < 40) throw new RangeError('unknown header');
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const depth = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? compressions.none : view.getUint32(30, true);
  const height = Math.abs(signed);
  const hasMasks = compression === compressions.masks || compression === compressions.masksWithAlpha;
  const depths: readonly number[] = hasMasks
    ? [16, 32]
    : compression === compressions.none
      ? [1, 2, 4, 8, 16, 24, 32]
      : compression === compressions.rle8
        ? [8]
        : compression === compressions.rle4
          ? [4]
          : [];
  if (width < 1 || height < 1 || !depths.includes(depth)) throw new RangeError('unknown layout');

  const hasAlpha = size >= 56 || compression === compressions.masksWithAlpha;
  const afterHeader = size === 40 && hasMasks ? (hasAlpha ? 16 : 12) : 0;
  const start = view.getUint32(10, true);
  const paletteStart = 14 + size + afterHeader;
  const entry = isCore ? 3 : 4;
  const used = (isCore ? 0 : view.getUint32(46, true)) || 2 ** depth;
  const colors = depth > 8 ? 0 : Math.min(used, 2 ** depth, Math.floor((start - paletteStart) / entry));
  const palette = new Uint8Array(3 * 256);
  for (let i = 0; i < colors; i++) {
    for (let c = 0; c < 3; c++) palette[3 * i + c] = view.getUint8(paletteStart + entry * i + 2 - c);
  }
  return {
    width,
    height,
    topDown: signed < 0,
    depth,
    compression,
    start,
    palette,
    masks: hasMasks ? readMasks(view, hasAlpha ? 4 : 3) : defaultMasks(depth),
  };
}

function readMasks(view: DataView, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => view.getUint32(54 + 4 * i, true));
}

function defaultMasks(depth: number): readonly number[] {
  return depth === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
}

/** 16, 24 or 32 bits per pixel. */
function decodeColors(
  view: DataView,
  { width, height, depth, start, masks }: Header,
  pixels: Uint8Array,
  channels: number,
): void {
  const step = depth / 8;
  const read = {
    16: (at: number) => view.getUint16(at, true),
    24: (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16),
    32: (at: number) => view.getUint32(at, true),
  }[depth as 16 | 24 | 32];
  const scales = masks.slice(0, channels).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    const most = mask >>> shift;
    return { mask, shift, most };
  });
  let to = 0;
  for (let row = 0; row < height; row++) {
    const from = start + row * rowLength(width, depth);
    for (let column = 0; column < width; column++) {
      const value = read(from + column * step);
      for (const { mask, shift, most } of scales)
        pixels[to++] = most === 0 ? 0 : Math.floor((((value & mask) >>> shift) * 255) / most);
    }
  }
}

/** The palette index of each pixel, in the order of the file. */
function readIndices(view: DataView, header: Header): Uint8Array {
  const { width, height, depth, start, compression } = header;
  if (compression !== compressions.none) return readRuns(view, header);
  const indices = new Uint8Array(width * height);
  const perByte = 8 / depth;
  const mask = 2 ** depth - 1;
  for (let row = 0; row < height; row++) {
    const from = start + row * rowLength(width, depth);
    for (let column = 0; column < width; column++) {
      const byte = view.getUint8(from + Math.floor(column / perByte));
      const shift = 8 - depth * ((column % perByte) + 1);
      indices[row * width + column] = (byte >> shift) & mask;
    }
  }
  return indices;
}

/** RLE8 or RLE4. Pixels that the file skips have index 0; runs beyond the end of a row are cut off. */
function readRuns(view: DataView, { width, height, depth, start }: Header): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [at, column, row] = [start, 0, 0];
  const put = (index: number) => {
    if (column < width && row < height) indices[row * width + column] = index;
    column++;
  };
  const half = (byte: number, i: number) => (depth === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15);
  while (row < height) {
    const [count, value] = [view.getUint8(at), view.getUint8(at + 1)];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(half(value, i));
    else if (value === 0) [column, row] = [0, row + 1];
    else if (value === 1) return indices;
    else if (value === 2) {
      column += view.getUint8(at);
      row += view.getUint8(at + 1);
      at += 2;
    } else {
      for (let i = 0; i < value; i++) put(half(view.getUint8(at + (depth === 8 ? i : i >> 1)), i));
      // Literal pixels end at an even number of bytes.
      at += 2 * Math.ceil((value * depth) / 16);
    }
  }
  return indices;
}

function paint(indices: Uint8Array, palette: Uint8Array, pixels: Uint8Array): void {
  for (const [i, index] of indices.entries()) {
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = palette[3 * index + c] ?? 0;
  }
}

/** Bytes of a row, a multiple of 4. */
function rowLength(width: number, depth: number): number {
  return 4 * Math.ceil((width * depth) / 32);
}

/** Reverses the order of the rows. */
function upright(pixels: Uint8Array, length: number): Uint8Array {
  const turned = new Uint8Array(pixels.length);
  for (let from = 0; from < pixels.length; from += length)
    turned.set(pixels.subarray(from, from + length), pixels.length - length - from);
  return turned;
}
