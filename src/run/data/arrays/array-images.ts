import type { InputSpec } from '../../../language/input';
import { DataError } from '../data-error';
import type { Pictures } from '../data-host';
import type { LabelledImages } from '../labelled-images';
import { type Pixels, pixelCount } from '../pixels';
import { type LabelValues, readLabels } from './array-labels';

/** Images in an array, wherever it is. */
export interface ImageRows {
  readonly name: string;
  /** The file they came from; empty when they came by the API. */
  readonly path: string;
  /** `[size, height, width, channels]`, or `[size, height, width]` of one channel. */
  readonly shape: readonly number[];
  /** Whether its values are bytes, of the full range 0 to 255. */
  readonly eightBit: boolean;
  readonly inMemory: boolean;
  /** The values of image `index`: a `Uint8Array` when they are bytes. */
  row(index: number): Promise<Pixels>;
}

/** What of a plan concerns the classes and the form of images. */
export interface ImageFacts {
  readonly input: InputSpec;
  readonly classNames: readonly string[] | null;
  readonly classCount: number;
}

/**
 * Labelled images from arrays. Their values are what a file's pixels would be: `input` rescales them like those. Bytes
 * of another size or other channels than `input.shape` are made to fit as files are. Classes without names are called
 * by their numbers.
 *
 * @throws {DataError} when the arrays are not of the plan's form or not of equal length
 */
export function imagesOfArrays(
  images: ImageRows,
  labels: LabelValues,
  { input, classNames, classCount }: ImageFacts,
  fit: Pictures['fit'],
): LabelledImages {
  const [size = 0, height = 0, width = 0, channels = 1] = images.shape;
  const form = [height, width, channels] as const;
  const refuse = (reason: string, hint: string): never => {
    throw new DataError(`the array ${images.name} ${reason}`, images.path, hint);
  };
  const expected = `(${['images', ...input.shape].join(', ')})`;
  if (images.shape.length !== 4 && images.shape.length !== 3)
    refuse(`has the shape (${images.shape.join(', ')})`, `give images of the shape ${expected}`);
  if (size === 0 || height * width * channels === 0) refuse('is empty', 'give one image at least');
  const fits = form.every((length, axis) => length === input.shape[axis]);
  if (!fits && !(images.eightBit && (channels === 1 || channels === 3)))
    refuse(
      `has images of (${form.join(', ')}), which do not fit input.shape (${input.shape.join(', ')})`,
      images.eightBit
        ? 'give images of 1 or 3 channels'
        : 'resize them, or give them as bytes (uint8), which are resized like files',
    );
  return {
    classes: classNames ?? Array.from({ length: classCount }, (_, i) => String(i)),
    ...readLabels(labels, size, classCount),
    inMemory: images.inMemory,
    async read(index) {
      const pixels = await readRow(index);
      return fits || !(pixels instanceof Uint8Array) ? pixels : fit(pixels, form, input);
    },
  };

  /** Checked, since a file may change under the run. */
  async function readRow(index: number): Promise<Pixels> {
    const pixels = await images.row(index).catch((error: unknown): never => {
      const said = error instanceof Error ? error.message : String(error);
      return refuse(`cannot be read at image ${index} (${said})`, 'leave the file alone while it is in use');
    });
    if (fits && pixels.length !== pixelCount(input)) refuse(`changed at image ${index}`, 'leave it alone');
    return pixels;
  }
}
