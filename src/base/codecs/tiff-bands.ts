/** The bands of a TIFF image: how many there are, and how many of them, counted from the first, are color or alpha. */
export interface TiffBands {
  readonly count: number;
  readonly meaningful: number;
}

const tags = { photometric: 262, samplesPerPixel: 277, extraSamples: 338 } as const;
/** Values of the tag ExtraSamples; 0 is a band without a meaning. */
const alphas: readonly number[] = [1, 2];
/** Color bands by the tag PhotometricInterpretation: gray (2 kinds), RGB, palette, mask, CMYK, YCbCr, Lab (3 kinds). */
const colorBands: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 3],
  [3, 1],
  [4, 1],
  [5, 4],
  [6, 3],
  [8, 3],
  [9, 3],
  [10, 3],
]);

/**
 * Reads the meaning of the bands of the first image in a TIFF file, because decoders assume that a fourth band is alpha.
 * A band is alpha if the tag ExtraSamples declares it.
 *
 * @returns `null` for BigTIFF, an unknown kind of image, or a damaged file
 */
export function tiffBands(bytes: Uint8Array): TiffBands | null {
  try {
    const values = readTags(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const color = colorBands.get(values.get(tags.photometric) ?? -1);
    const count = values.get(tags.samplesPerPixel) ?? 1;
    if (color === undefined || color > count) return null;
    const hasAlpha = count > color && alphas.includes(values.get(tags.extraSamples) ?? 0);
    return { count, meaningful: color + (hasAlpha ? 1 : 0) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The first value of each tag of 16-bit numbers in the first directory. @throws RangeError if the file ends too early */
function readTags(view: DataView): ReadonlyMap<number, number> {
  const little = view.getUint8(0) === 0x49;
  const values = new Map<number, number>();
  if (view.getUint16(2, little) !== 42) return values;
  const directory = view.getUint32(4, little);
  for (let i = 0; i < view.getUint16(directory, little); i++) {
    const entry = directory + 2 + 12 * i;
    const [kind, count] = [view.getUint16(entry + 2, little), view.getUint32(entry + 4, little)];
    if (kind !== 3 || count === 0) continue;
    // More than two values do not fit into the entry, which then has their position.
    const at = count <= 2 ? entry + 8 : view.getUint32(entry + 8, little);
    values.set(view.getUint16(entry, little), view.getUint16(at, little));
  }
  return values;
}
