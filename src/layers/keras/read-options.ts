import type { InitializerSpec } from '../weight-spec';

import type { Place, Written } from './keras-facet';
import { classNameOf, isConfig } from './keras-object';
import { Options, shown, UnsupportedError } from './options';

/** Reads a Keras object in any serialized form: its class name in lower case without underscores, and its options. */
function classOf(value: unknown, what: string): { readonly name: string; readonly options: Options } {
  const name = isConfig(value) ? classNameOf(value) : value;
  if (typeof name !== 'string') throw new UnsupportedError(`its ${what} is ${shown(value)}`);
  const config = isConfig(value) && isConfig(value.config) ? value.config : {};
  return { name: name.toLowerCase().replaceAll('_', ''), options: new Options(config) };
}

function unsupported(key: string, value: unknown): UnsupportedError {
  return new UnsupportedError(`its ${key} is ${shown(isConfig(value) ? classNameOf(value) : value)}`);
}

const modes = { fan_in: 'fanIn', fan_out: 'fanOut', fan_avg: 'fanAvg' } as const;
const distributions = {
  truncated_normal: 'truncatedNormal',
  normal: 'truncatedNormal',
  untruncated_normal: 'untruncatedNormal',
  uniform: 'uniform',
} as const;

const normal = (type: 'randomNormal' | 'truncatedNormal') => (options: Options) => ({
  type,
  mean: options.number('mean', 0),
  stddev: options.number('stddev', 0.05),
});

/** By Keras's name in lower case. */
const initializers: Readonly<Record<string, (options: Options) => InitializerSpec>> = {
  glorotuniform: () => ({ type: 'glorotUniform' }),
  glorotnormal: () => ({ type: 'glorotNormal' }),
  heuniform: () => ({ type: 'heUniform' }),
  henormal: () => ({ type: 'heNormal' }),
  lecununiform: () => ({ type: 'lecunUniform' }),
  lecunnormal: () => ({ type: 'lecunNormal' }),
  zeros: () => ({ type: 'zeros' }),
  ones: () => ({ type: 'ones' }),
  constant: (options) => ({ type: 'constant', value: options.number('value', 0) }),
  randomnormal: normal('randomNormal'),
  truncatednormal: normal('truncatedNormal'),
  randomuniform: (options) => ({
    type: 'randomUniform',
    minval: options.number('minval', -0.05),
    maxval: options.number('maxval', 0.05),
  }),
  orthogonal: (options) => ({ type: 'orthogonal', gain: options.number('gain', 1) }),
  variancescaling: (options) => ({
    type: 'varianceScaling',
    scale: options.number('scale', 1),
    mode: modes[options.choice('mode', ['fan_in', 'fan_out', 'fan_avg'], 'fan_in')],
    distribution:
      distributions[
        options.choice(
          'distribution',
          ['truncated_normal', 'normal', 'untruncated_normal', 'uniform'],
          'truncated_normal',
        )
      ],
  }),
};

/** Takes the initializer option `key` as a spec would write it; `undefined` if it is `fallback`. */
export function readInitializer(
  options: Options,
  key: string,
  fallback: InitializerSpec['type'],
): Written | undefined {
  const value = options.take(key);
  if (value === null) return undefined;
  const { name, options: own } = classOf(value, key);
  const read = Object.hasOwn(initializers, name) ? initializers[name] : undefined;
  if (!read) throw unsupported(key, value);
  const spec = read(own);
  own.finish();
  if (Object.keys(spec).length > 1) return { ...spec };
  return spec.type === fallback ? undefined : spec.type;
}

/** Takes the regularizer option `key` as a spec would write it; `undefined` for none. */
function readRegularizer(options: Options, key: string): Written | undefined {
  const value = options.take(key);
  if (value === null) return undefined;
  const { name, options: own } = classOf(value, key);
  if (!['l1', 'l2', 'l1l2'].includes(name)) throw unsupported(key, value);
  const factors = {
    l1: name === 'l2' ? 0 : own.number('l1', name === 'l1' ? 0.01 : 0),
    l2: name === 'l1' ? 0 : own.number('l2', name === 'l2' ? 0.01 : 0),
  };
  own.finish();
  return factors;
}

/** Takes the constraint option `key` of a weight of rank `rank`; `undefined` for none. */
function readConstraint(options: Options, key: string, rank: number): Written | undefined {
  const value = options.take(key);
  if (value === null) return undefined;
  const { name, options: own } = classOf(value, key);
  const spec = constraintOf(name, own, rank);
  if (spec === undefined) throw unsupported(key, value);
  own.finish();
  return spec;
}

function constraintOf(name: string, options: Options, rank: number): Written | undefined {
  switch (name) {
    case 'nonneg':
      return 'nonNegative';
    case 'unitnorm':
      overAllButLast(options, rank);
      return 'unitNorm';
    case 'maxnorm':
      overAllButLast(options, rank);
      return { type: 'maxNorm', maxValue: options.number('max_value', 2) };
    case 'minmaxnorm':
      overAllButLast(options, rank);
      return {
        type: 'minMaxNorm',
        minValue: options.number('min_value', 0),
        maxValue: options.number('max_value', 1),
        rate: options.number('rate', 1),
      };
    default:
      return undefined;
  }
}

/** Norms in specs are over all axes but the last; Keras's default is the first axis. */
function overAllButLast(options: Options, rank: number): void {
  const value = options.take('axis', 0);
  const axes = Array.isArray(value) ? value : [value];
  const expected = Array.from({ length: rank - 1 }, (_, i) => i);
  if (axes.join() !== expected.join())
    throw new UnsupportedError(`its constraint is over axes ${shown(axes)}, expected ${shown(expected)}`);
}

/** Takes the options of the kernel `name`, of rank `rank`. */
export function readKernel(options: Options, name: 'kernel' | 'depthwise' | 'pointwise', rank: number) {
  return {
    [`${name}Initializer`]: readInitializer(options, `${name}_initializer`, 'glorotUniform'),
    [`${name}Regularizer`]: readRegularizer(options, `${name}_regularizer`),
    [`${name}Constraint`]: readConstraint(options, `${name}_constraint`, rank),
  };
}

/** Takes the options of the bias. */
export function readBias(options: Options) {
  return {
    bias: options.boolean('use_bias', true) ? undefined : false,
    biasInitializer: readInitializer(options, 'bias_initializer', 'zeros'),
    biasRegularizer: readRegularizer(options, 'bias_regularizer'),
    biasConstraint: readConstraint(options, 'bias_constraint', 1),
  };
}

/** Takes the options of `gamma`, `beta` and similar weights, which specs always initialize to 0 or 1 without constraints. */
export function standardVectors(
  options: Options,
  initials: Readonly<Record<string, 'zeros' | 'ones'>>,
): void {
  for (const [name, initial] of Object.entries(initials)) {
    const other = readInitializer(options, `${name}_initializer`, initial);
    if (other !== undefined) throw new UnsupportedError(`its ${name}_initializer is ${shown(other)}`);
  }
}

/** Takes the options of a normalization over the channels. */
export function readNorm(options: Options, { rank }: Place) {
  options.lastAxis('axis', rank);
  const epsilon = options.number('epsilon', 1e-3);
  standardVectors(options, { beta: 'zeros', gamma: 'ones' });
  return {
    epsilon: epsilon === 1e-3 ? undefined : epsilon,
    center: options.boolean('center', true) ? undefined : false,
    scale: options.boolean('scale', true) ? undefined : false,
  };
}

/** Takes the options of a sliding kernel. */
export function readWindow(options: Options) {
  return {
    kernel: writtenPair(options.pair('kernel_size')),
    stride: unlessOne(options.pair('strides', [1, 1])),
    padding: readPadding(options),
    dilation: unlessOne(options.pair('dilation_rate', [1, 1])),
  };
}

export function readPadding(options: Options): Written | undefined {
  const value = options.choice('padding', ['valid', 'same'], 'valid');
  return value === 'valid' ? undefined : value;
}

export function readDepthMultiplier(options: Options) {
  const value = options.number('depth_multiplier', 1);
  return { depthMultiplier: value === 1 ? undefined : value };
}

/** One number if both axes are equal. */
export function writtenPair([height, width]: readonly [number, number]): Written {
  return height === width ? height : [height, width];
}

function unlessOne(pair: readonly [number, number]): Written | undefined {
  return pair.join() === '1,1' ? undefined : writtenPair(pair);
}
