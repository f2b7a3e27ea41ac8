import { Options, shown, UnsupportedError } from '../../../layers/keras/options';
import type { KerasLayer } from './network';

/** How pixels are converted to the network's input: `(pixel · rescale − mean) / std`, per channel. */
interface Scaling {
  readonly rescale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Layers that the section `input` replaces, if they come directly after the input. */
const scalers: Readonly<Record<string, (options: Options, before: Scaling) => Scaling>> = {
  Rescaling(options, { rescale, mean, std }) {
    const channels = mean.length;
    const scale = vector(options, 'scale', channels, null);
    const offset = vector(options, 'offset', channels, 0);
    const [first = 1] = scale;
    if (scale.every((factor) => factor === first) && std.every((divisor) => divisor === 1))
      return { rescale: rescale * first, mean: mean.map((m, i) => m * first - at(offset, i)), std };
    if (scale.some((factor) => factor <= 0))
      throw new UnsupportedError(`its option "scale" is ${shown(scale)}`);
    return {
      rescale,
      mean: mean.map((m, i) => m - (at(offset, i) * at(std, i)) / at(scale, i)),
      std: std.map((divisor, i) => divisor / at(scale, i)),
    };
  },
  Normalization(options, { rescale, mean, std }) {
    options.lastAxis('axis', 4);
    options.take('invert', false);
    const means = vector(options, 'mean', mean.length, null);
    const variances = vector(options, 'variance', mean.length, null);
    if (variances.some((variance) => variance <= 0))
      throw new UnsupportedError(`its option "variance" is ${shown(variances)}`);
    return {
      rescale,
      mean: mean.map((m, i) => m + at(means, i) * at(std, i)),
      std: std.map((divisor, i) => divisor * Math.sqrt(at(variances, i))),
    };
  },
};

export const isScaler = ({ className }: KerasLayer) => Object.hasOwn(scalers, className);

/** The section `input` for an input layer and the scaling layers after it. @throws UnsupportedError */
export function inputSection(input: KerasLayer, scaling: readonly KerasLayer[]): Record<string, unknown> {
  const { batch_shape: given, batch_input_shape: former } = input.config;
  const batchShape = given ?? former;
  const shape: unknown[] = Array.isArray(batchShape) ? batchShape.slice(1) : [];
  const channels = shape[2];
  if (shape.length !== 3 || !shape.every((size) => typeof size === 'number'))
    throw new UnsupportedError(
      `its shape is ${shown(batchShape)}, expected a fixed height, width and channels`,
    );
  if (channels !== 1 && channels !== 3)
    throw new UnsupportedError(`it has ${shown(channels)} channels, expected 3 (rgb) or 1 (grayscale)`);
  let scaled: Scaling = {
    rescale: 1,
    mean: new Array<number>(channels).fill(0),
    std: new Array<number>(channels).fill(1),
  };
  for (const { className, config } of scaling) {
    const options = new Options(config);
    scaled = scalers[className]?.(options, scaled) ?? scaled;
    options.finish();
  }
  const { rescale, mean, std } = scaled;
  return {
    shape,
    ...(rescale === 1 ? {} : { rescale: fraction(rescale) }),
    ...(mean.every((value) => value === 0) ? {} : { mean }),
    ...(std.every((value) => value === 1) ? {} : { std }),
  };
}

/** Writes a fraction as an author would: `1/255`. */
function fraction(value: number): number | string {
  const divisor = Math.round(1 / value);
  return divisor > 1 && 1 / divisor === value ? `1/${divisor}` : value;
}

/** One number per channel, read from one number for all, a list, or a nested list. */
function vector(options: Options, key: string, channels: number, fallback: number | null): number[] {
  const value = options.take(key, fallback);
  const list = Array.isArray(value) ? (value as unknown[]).flat(4) : [value];
  const all = list.length === 1 ? new Array<unknown>(channels).fill(list[0]) : list;
  if (all.length === channels && all.every((item) => typeof item === 'number')) return all;
  throw new UnsupportedError(`its option "${key}" is ${shown(value)}`);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
