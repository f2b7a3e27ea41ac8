import type { InputSpec } from '../../language/input';

/** A picture's file, or its encoded bytes. */
export type ImageSource = string | Uint8Array;

/** Turns pictures into what `input` says: every platform decodes them in its own way. */
export interface Pictures<Picture = ImageSource> {
  /**
   * Decodes a picture to 8-bit pixels, row-major `[height, width, channels]` as `input.shape` says: turned upright, laid
   * on white where it is transparent, resized by `input.resize` (`fill` stretches, `cover` crops around the middle,
   * `contain` pads with white), in sRGB, or in grey by its luminance.
   *
   * @throws DataError when it cannot be read or is no sound picture
   */
  decode(picture: Picture, input: InputSpec): Promise<Uint8Array>;
  /** The same for 8-bit pixels of another form, `[height, width, channels]` with 1 or 3 channels. */
  fit(
    pixels: Uint8Array,
    form: readonly [height: number, width: number, channels: number],
    input: InputSpec,
  ): Promise<Uint8Array>;
}
