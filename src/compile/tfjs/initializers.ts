import { serialization, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { derivedSeed, type RandomStream, randomStream, uniform } from '../../base/random/stream';
import type { Shape } from '../../layers/shapes';
import type { WeightInitializer } from '../../layers/tfjs/tfjs-facet';
import type { InitializerSpec, InitializerType } from '../../layers/weight-spec';

/** An initializer with the options `S`. */
interface InitializerKind<S> {
  /** Its class in tfjs-layers files. */
  readonly className: string;
  /** Its options in these files. Default: none. */
  options?(spec: S): Readonly<Record<string, number | string>>;
  /** Whether it draws from the random stream. */
  readonly random: boolean;
  /** Fills the values of a weight of `shape`. */
  fill(values: Float32Array, shape: Shape, stream: RandomStream, spec: S): void;
}

type SpecOf<T, S = InitializerSpec> = S extends { readonly type: infer U }
  ? T extends U
    ? S
    : never
  : never;
type VarianceScaling = SpecOf<'varianceScaling'>;

/** Keras's initializers: Glorot and Bengio (2010), He et al. (2015), LeCun et al. (1998), Saxe et al. (2014). */
const kinds: { readonly [T in InitializerType]: InitializerKind<SpecOf<T>> } = {
  glorotUniform: scaling('GlorotUniform', 1, 'fanAvg', 'uniform'),
  glorotNormal: scaling('GlorotNormal', 1, 'fanAvg', 'truncatedNormal'),
  heUniform: scaling('HeUniform', 2, 'fanIn', 'uniform'),
  heNormal: scaling('HeNormal', 2, 'fanIn', 'truncatedNormal'),
  lecunUniform: scaling('LeCunUniform', 1, 'fanIn', 'uniform'),
  lecunNormal: scaling('LeCunNormal', 1, 'fanIn', 'truncatedNormal'),
  zeros: { className: 'Zeros', random: false, fill: (values) => values.fill(0) },
  ones: { className: 'Ones', random: false, fill: (values) => values.fill(1) },
  constant: {
    className: 'Constant',
    options: ({ value }) => ({ value }),
    random: false,
    fill: (values, _shape, _stream, { value }) => values.fill(value),
  },
  randomNormal: {
    className: 'RandomNormal',
    options: ({ mean, stddev }) => ({ mean, stddev }),
    random: true,
    fill: (values, _shape, stream, { mean, stddev }) => fillNormal(values, stream, mean, stddev),
  },
  truncatedNormal: {
    className: 'TruncatedNormal',
    options: ({ mean, stddev }) => ({ mean, stddev }),
    random: true,
    fill: (values, _shape, stream, { mean, stddev }) => fillNormal(values, stream, mean, stddev, cut),
  },
  randomUniform: {
    className: 'RandomUniform',
    options: ({ minval, maxval }) => ({ minval, maxval }),
    random: true,
    fill: (values, _shape, stream, { minval, maxval }) => fillUniform(values, stream, minval, maxval),
  },
  orthogonal: {
    className: 'Orthogonal',
    options: ({ gain }) => ({ gain }),
    random: true,
    fill: (values, shape, stream, { gain }) => fillOrthogonal(values, shape, stream, gain),
  },
  varianceScaling: {
    className: 'VarianceScaling',
    // `normal` is the truncated distribution there; the untruncated one has no name.
    options: ({ scale, mode, distribution }) => ({
      scale,
      mode,
      distribution: distribution === 'uniform' ? 'uniform' : 'normal',
    }),
    random: true,
    fill: fillScaled,
  },
};

/** The initializer of a type, for specs of that type. */
function initializerKind(type: InitializerType): InitializerKind<InitializerSpec> {
  return kinds[type] as InitializerKind<InitializerSpec>;
}

/** Variance scaling with fixed options, under its own name. */
function scaling(
  className: string,
  scale: number,
  mode: VarianceScaling['mode'],
  distribution: VarianceScaling['distribution'],
): InitializerKind<unknown> {
  const spec: VarianceScaling = { type: 'varianceScaling', scale, mode, distribution };
  return {
    className,
    random: true,
    fill: (values, shape, stream) => fillScaled(values, shape, stream, spec),
  };
}

/** Truncated normal distributions are cut off at this number of standard deviations. */
const cut = 2;
/** The standard deviation of a truncated standard normal distribution. */
const cutDeviation = 0.87962566103423978;

/** Values of mean 0 and variance `scale / fan`. */
function fillScaled(
  values: Float32Array,
  shape: Shape,
  stream: RandomStream,
  { scale, mode, distribution }: VarianceScaling,
): void {
  const { fanIn, fanOut } = fans(shape);
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const variance = scale / fan;
  const deviation = Math.sqrt(variance);
  const limit = Math.sqrt(3 * variance);
  if (distribution === 'uniform') fillUniform(values, stream, -limit, limit);
  else if (distribution === 'untruncatedNormal') fillNormal(values, stream, 0, deviation);
  else fillNormal(values, stream, 0, deviation / cutDeviation, cut);
}

/** Number of inputs and outputs of a unit. Kernels are `[in, out]`, preceded by the window's sizes in convolutions. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [inputs = 1, outputs = 1] = shape.length < 2 ? [shape[0], shape[0]] : shape.slice(-2);
  const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: Math.max(1, inputs * field), fanOut: Math.max(1, outputs * field) };
}

/** An initializer whose values depend only on the run's seed and the weight's path `<layer>/<weight>`. */
export class SeededInitializer extends serialization.Serializable implements WeightInitializer {
  private readonly seed: number;

  constructor(
    private readonly spec: InitializerSpec,
    seed: number,
    private readonly path: string,
  ) {
    super();
    this.seed = derivedSeed(seed, path);
  }

  override getClassName(): string {
    return initializerKind(this.spec.type).className;
  }

  /** Options in tfjs-layers' spelling. Initializers that draw nothing have no seed. */
  getConfig(): serialization.ConfigDict {
    const { options, random } = initializerKind(this.spec.type);
    return { ...options?.(this.spec), ...(random ? { seed: this.seed } : {}) };
  }

  fromConfigUsesCustomObjects(): boolean {
    return false;
  }

  apply(shape: number[]): Tensor {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    initializerKind(this.spec.type).fill(values, shape, randomStream(this.seed, this.path), this.spec);
    return tensor(values, shape);
  }
}

/** Fills with uniform values between two bounds. */
function fillUniform(values: Float32Array, stream: RandomStream, low: number, high: number): void {
  for (let i = 0; i < values.length; i++) values[i] = low + (high - low) * uniform(stream);
}

/** Fills with normal values around `mean`. With `cut`, values beyond that many standard deviations are redrawn. */
function fillNormal(
  values: Float32Array | Float64Array,
  stream: RandomStream,
  mean: number,
  deviation: number,
  cut = Number.POSITIVE_INFINITY,
): void {
  let filled = 0;
  while (filled < values.length) {
    // Box and Muller (1958).
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(stream)));
    const angle = 2 * Math.PI * uniform(stream);
    for (const value of [radius * Math.cos(angle), radius * Math.sin(angle)]) {
      if (Math.abs(value) < cut && filled < values.length) values[filled++] = mean + value * deviation;
    }
  }
}

/**
 * Saxe, McClelland and Ganguli (2014): treats a weight as the matrix `[all axes but the last, last]` and makes its rows
 * or columns, whichever are fewer, orthonormal times `gain`, uniformly among all such matrices.
 *
 * Normal vectors are made orthonormal one after another (Gram-Schmidt, each twice: Giraud et al. 2005), which is the QR
 * decomposition with a positive diagonal. The time is proportional to the longer side times the shorter side squared.
 */
function fillOrthogonal(values: Float32Array, shape: Shape, stream: RandomStream, gain: number): void {
  const columns = shape.at(-1) ?? 1;
  const rows = values.length / columns;
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = new Float64Array(length);
    fillNormal(vector, stream, 0, 1);
    for (const former of [...vectors, ...vectors]) addMultiple(vector, former, -dot(vector, former));
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  for (const [i, vector] of vectors.entries()) {
    for (const [j, value] of vector.entries()) {
      values[rows < columns ? i * columns + j : j * columns + i] = gain * value;
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addMultiple(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) + factor * (other[i] as number);
}
