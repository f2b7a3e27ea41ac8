import type { InitializerSpec } from '../weight-spec';

import { CannotHold } from './cannot-hold';
import { isObject, Options, shown } from './options';

/** A value as an author writes it: a bare name, or a mapping. */
export type Written = string | number | boolean | readonly unknown[] | { readonly [key: string]: unknown };

/** An object of Keras, however it was serialized: its class in small letters without underscores, and its options. */
function classOf(value: unknown, what: string): { readonly name: string; readonly options: Options } {
  const name = isObject(value) ? value.class_name : value;
  if (typeof name !== 'string') throw new CannotHold(`its ${what} is ${shown(value)}`);
  const config = isObject(value) && isObject(value.config) ? value.config : {};
  return { name: name.toLowerCase().replaceAll('_', ''), options: new Options(config) };
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

/** By Keras's name in small letters. */
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

/** Takes the option `key`, an initializer, as the language writes it; `undefined` where it is `fallback`. */
export function initializer(
  options: Options,
  key: string,
  fallback: InitializerSpec['type'],
): Written | undefined {
  const value = options.take(key);
  if (value === null) return undefined;
  const { name, options: own } = classOf(value, key);
  const read = Object.hasOwn(initializers, name) ? initializers[name] : undefined;
  if (!read) throw new CannotHold(`its ${key} is ${shown(value)}`);
  const spec = read(own);
  own.finish();
  if (Object.keys(spec).length > 1) return { ...spec };
  return spec.type === fallback ? undefined : spec.type;
}

/** Takes the option `key`, a regularizer, as the language writes it; `undefined` for none. */
export function regularizer(options: Options, key: string): Written | undefined {
  const value = options.take(key);
  if (value === null) return undefined;
  const { name, options: own } = classOf(value, key);
  if (!['l1', 'l2', 'l1l2'].includes(name)) throw new CannotHold(`its ${key} is ${shown(value)}`);
  const factors = {
    l1: name === 'l2' ? 0 : own.number('l1', name === 'l1' ? 0.01 : 0),
    l2: name === 'l1' ? 0 : own.number('l2', name === 'l2' ? 0.01 : 0),
  };
  own.finish();
  return factors;
}

/** Takes the option `key`, a constraint of a weight of rank `rank`; `undefined` for none. */
export function constraint(options: Options, key: string, rank: number): Written | undefined {
  const value = options.take(key);
  if (value === null) return undefined;
  const { name, options: own } = classOf(value, key);
  const spec = constraintOf(name, own, rank);
  if (spec === undefined) throw new CannotHold(`its ${key} is ${shown(value)}`);
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

/** The language's norms are over all axes but the last; Keras's are over the first unless it is told. */
function overAllButLast(options: Options, rank: number): void {
  const value = options.take('axis', 0);
  const axes = Array.isArray(value) ? value : [value];
  const expected = Array.from({ length: rank - 1 }, (_, i) => i);
  if (axes.join() !== expected.join())
    throw new CannotHold(`its constraint is over axes ${shown(axes)}, expected ${shown(expected)}`);
}

/** Options of the kernel `name`, of rank `rank`. */
export function kernel(options: Options, name: 'kernel' | 'depthwise' | 'pointwise', rank: number) {
  return {
    [`${name}Initializer`]: initializer(options, `${name}_initializer`, 'glorotUniform'),
    [`${name}Regularizer`]: regularizer(options, `${name}_regularizer`),
    [`${name}Constraint`]: constraint(options, `${name}_constraint`, rank),
  };
}

/** Options of the bias. */
export function bias(options: Options) {
  return {
    bias: options.boolean('use_bias', true) ? undefined : false,
    biasInitializer: initializer(options, 'bias_initializer', 'zeros'),
    biasRegularizer: regularizer(options, 'bias_regularizer'),
    biasConstraint: constraint(options, 'bias_constraint', 1),
  };
}

/** Takes the options of `gamma`, `beta` and the like, which the language always starts at 0 or 1 and leaves free. */
export function standardVectors(
  options: Options,
  initials: Readonly<Record<string, 'zeros' | 'ones'>>,
): void {
  for (const [name, initial] of Object.entries(initials)) {
    const other = initializer(options, `${name}_initializer`, initial);
    if (other !== undefined) throw new CannotHold(`its ${name}_initializer is ${shown(other)}`);
  }
}
