import type { InputSpec } from '../../../language/input';
import { createRowFaults } from '../data-error';
import { pixelCount } from '../pixels';
import type { ImageRows } from './array-images';

/** Number of values that are checked at a time. */
const atOnce = 2 ** 20;

/** Inputs larger than this make most networks hard to train. */
const largestUsual = 16;

/**
 * Checks the values of images that are not bytes, by reading all of them, and warns if `input` does not scale them to about
 * the range of 0 to 1. Bytes need no reading.
 *
 * @returns warnings
 * @throws {DataError} with the images that contain NaN or infinite values
 */
export async function checkValues(images: ImageRows, input: InputSpec): Promise<readonly string[]> {
  if (images.eightBit) return unscaled(images.name, [0, 255], input);
  const [size = 0, ...form] = images.shape;
  const length = form.reduce((product, axis) => product * axis, 1);
  const faults = createRowFaults('image');
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const step = Math.max(1, Math.floor(atOnce / Math.max(1, pixelCount(input))));
  for (let first = 0; first < size; first += step) {
    const values = await images.rows(first, Math.min(step, size - first));
    for (let row = 0; row * length < values.length; row++) {
      const image = values.subarray(row * length, (row + 1) * length);
      for (const value of image) {
        if (value < min) min = value;
        if (value > max) max = value;
      }
      const at = image.findIndex((value) => !Number.isFinite(value));
      if (at >= 0)
        faults.add(
          first + row,
          `image ${first + row}: expected finite numbers, received ${image[at]} at [${indexOf(at, form).join(', ')}]`,
        );
    }
  }
  faults.throwIfAny(
    `the array ${images.name}`,
    images.path,
    'fix or remove these images: numpy.isfinite(images) shows which values are affected (float32 has none above 3.4e38)',
  );
  return [...scaledTwice(images.name, [min, max], input), ...unscaled(images.name, [min, max], input)];
}

type Range = readonly [min: number, max: number];

function scaledTwice(name: string, [min, max]: Range, { rescale }: InputSpec): readonly string[] {
  const isScaled = max > 0 && max <= 1 && min >= -1;
  if (!isScaled || Math.abs(rescale) > 0.1) return [];
  return [
    `the array ${name} has values from ${short(min)} to ${short(max)}, which input.rescale (${factor(rescale)}) reduces again, to at most ${short(max * rescale)}; if they are scaled already, set rescale: 1`,
  ];
}

/** Warns about large values that only `rescale` could reduce. */
function unscaled(name: string, [min, max]: Range, { rescale, mean, std }: InputSpec): readonly string[] {
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const isStandardized = mean.some((value) => value !== 0) || std.some((value) => value !== 1);
  if (isStandardized || largest * Math.abs(rescale) <= largestUsual) return [];
  // The largest number of 8, 12 and 16 bits.
  const top = [255, 4095, 65_535].find((most) => largest <= most) ?? Math.ceil(largest);
  const scaling =
    rescale === 1
      ? 'reach the network unscaled'
      : `input.rescale (${factor(rescale)}) reduces only to ${short(largest * Math.abs(rescale))}`;
  return [
    `the array ${name} has values from ${short(min)} to ${short(max)}, which ${scaling}; set rescale: 1/${top} in input`,
  ];
}

/** The index of a value in an image. */
function indexOf(at: number, form: readonly number[]): readonly number[] {
  const index: number[] = [];
  let rest = at;
  for (const size of form.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Formats 0.00392… as `1/255`. */
function factor(rescale: number): string {
  const inverse = 1 / rescale;
  const whole = Math.round(inverse);
  return Math.abs(whole) > 1 && Math.abs(inverse - whole) < 1e-9 * Math.abs(whole)
    ? `1/${whole}`
    : short(rescale);
}
