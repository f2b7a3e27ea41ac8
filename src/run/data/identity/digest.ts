import type { Pixels } from '../pixels';

/** Characters of a digest: 128 bits of SHA-256 in hexadecimal, which no two different images ever share by chance. */
export const digestLength = 32;

/** The digest of bytes. */
export async function digestOf(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(hash.subarray(0, digestLength / 2), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}

/** The digest of pixel values, which is the same for bytes and for floats with the same values. */
export async function digestOfPixels(pixels: Pixels): Promise<string> {
  if (pixels instanceof Uint8Array) return digestOf(pixels);
  if (pixels.every((value) => Number.isInteger(value) && value >= 0 && value <= 255 && !Object.is(value, -0)))
    return digestOf(Uint8Array.from(pixels));
  return digestOf(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
}
