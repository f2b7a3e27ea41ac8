import { type Options, shown, UnsupportedError } from '../../../layers/keras/options';

/** How pixels are converted to the network's input: `(pixel · rescale − mean) / std`, per channel. */
export interface Scaling {
  readonly rescale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** The mean and variance that a `Normalization` layer was adapted to: one value per channel, or one for all. */
export interface Statistics {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** Keras divides by at least this. */
const epsilon = 1e-7;

/** Pixels as they are, for images with `channels` channels. */
export function unscaled(channels: number): Scaling {
  return {
    rescale: 1,
    mean: new Array<number>(channels).fill(0),
    std: new Array<number>(channels).fill(1),
  };
}

/** Adds a `Rescaling` layer. @throws UnsupportedError */
export function rescaled(options: Options, before: Scaling): Scaling {
  const channels = before.mean.length;
  const scale = vector('scale', options.take('scale'), channels);
  return multiplied(before, scale, vector('offset', options.take('offset', 0), channels));
}

/**
 * Adds a `Normalization` layer. Its mean and variance are options, or the weights that it was adapted to.
 *
 * @throws UnsupportedError
 */
export function normalized(options: Options, before: Scaling, statistics: Statistics | undefined): Scaling {
  const channels = before.mean.length;
  const axis = options.take('axis', []);
  const axes = Array.isArray(axis) ? axis : [axis];
  if (axes.length > 1 || !axes.every((each) => each === -1 || each === 3))
    throw new UnsupportedError(
      `its option "axis" is ${shown(axis)}, expected the last axis: specs normalize channels`,
    );
  const invert = options.boolean('invert', false);
  const [givenMean, givenVariance] = [options.take('mean'), options.take('variance')];
  if (givenMean === null && !statistics) {
    options.note(
      'its mean and variance are weights, which this file does not contain: set mean and std under "input"',
    );
    return before;
  }
  const mean = vector('mean', givenMean ?? statistics?.mean, channels);
  const variance = vector('variance', givenVariance ?? statistics?.variance, channels);
  if (!variance.every((value) => value >= 0))
    throw new UnsupportedError(`its variance is ${shown(variance)}, expected no negative value`);
  const deviation = variance.map((value) => Math.max(Math.sqrt(value), epsilon));
  if (invert) return multiplied(before, deviation, mean);
  return {
    rescale: before.rescale,
    mean: before.mean.map((m, i) => m + at(mean, i) * at(before.std, i)),
    std: before.std.map((divisor, i) => divisor * at(deviation, i)),
  };
}

/** Multiplies by a factor per channel, then adds an offset. */
function multiplied(before: Scaling, factors: readonly number[], offset: readonly number[]): Scaling {
  const { rescale, mean, std } = before;
  const [first = 1] = factors;
  if (first !== 0 && factors.every((factor) => factor === first))
    return {
      rescale: rescale * first,
      mean: mean.map((m, i) => m * first - at(offset, i) * at(std, i)),
      std,
    };
  if (!factors.every((factor) => factor > 0))
    throw new UnsupportedError(`it multiplies channels by ${shown(factors)}, expected positive factors`);
  return {
    rescale,
    mean: mean.map((m, i) => m - (at(offset, i) * at(std, i)) / at(factors, i)),
    std: std.map((divisor, i) => divisor / at(factors, i)),
  };
}

/** The keys of the section `input` that differ from their defaults. */
export function scalingKeys({ rescale, mean, std }: Scaling): Record<string, unknown> {
  return {
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
function vector(key: string, value: unknown, channels: number): number[] {
  const list = Array.isArray(value) ? (value as unknown[]).flat(4) : [value];
  const all = list.length === 1 ? new Array<unknown>(channels).fill(list[0]) : list;
  if (all.length === channels && all.every((item) => typeof item === 'number' && Number.isFinite(item)))
    return all as number[];
  throw new UnsupportedError(`its option "${key}" is ${shown(value)}`);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
