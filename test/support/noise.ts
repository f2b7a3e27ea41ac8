import sharp from 'sharp';

/** An image as it is stored in a PNG file. */
export interface Noise {
  readonly pixels: Uint8Array;
  readonly dims: readonly [height: number, width: number, channels: 1 | 2 | 3 | 4];
}

/** An image of noise, in which every pixel that is computed differently shows. */
export function noise(...[height, width, channels, seed = 1]: [...Noise['dims'], seed?: number]): Noise {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 16) & 255;
  };
  return {
    pixels: Uint8Array.from({ length: height * width * channels }, next),
    dims: [height, width, channels],
  };
}

/** The bytes of a PNG file. */
export function noisePng({ pixels, dims: [height, width, channels] }: Noise): Promise<Buffer> {
  return sharp(pixels, { raw: { height, width, channels } }).png().toBuffer();
}
