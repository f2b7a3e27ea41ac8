import { z } from 'zod';
import { type ActivationConfig, activationNames, type BlockLayer } from '../../layers/layer';
import { nameOrOptions } from '../scalars';

import { layerOptions, vectorInitializer } from './weight-options';

type PlainName = Exclude<(typeof activationNames)[number], 'leakyReLU' | 'elu'>;

const functions = [
  z.strictObject({
    type: z.literal(
      activationNames.filter((name): name is PlainName => name !== 'leakyReLU' && name !== 'elu'),
    ),
  }),
  z.strictObject({
    type: z.literal('leakyReLU'),
    slope: z.number().min(0).default(0.2).describe('Factor of values below zero.'),
  }),
  z.strictObject({
    type: z.literal('elu'),
    alpha: z.number().default(1).describe('Where values far below zero end, negated.'),
  }),
] as const;

/** What a PReLU may be told. */
export const preluOptions = {
  alphaInitializer: vectorInitializer.prefault('zeros').describe('How the slopes get their first values.'),
  shared: z
    .boolean()
    .default(false)
    .describe('Whether each channel has one slope, instead of each value of a channel its own.'),
};

const mappingError = {
  error: ({ code }: { readonly code?: string | undefined }) =>
    code === 'invalid_type'
      ? 'expected the name of an activation, or a mapping with its "type" and options'
      : undefined,
};

/** A function by its name, or as `{ type, … }` with its options. Their defaults are Keras's. */
export const activationFunction = nameOrOptions(z.discriminatedUnion('type', functions, mappingError));

/** As {@link activationFunction}, or a PReLU, which has weights of its own. */
export const activationOption = nameOrOptions(
  z.discriminatedUnion(
    'type',
    [...functions, z.strictObject({ type: z.literal('prelu'), ...preluOptions })],
    mappingError,
  ),
);

/** The options of an activation layer. */
export function activationConfig(option: z.output<typeof activationFunction>): ActivationConfig {
  if (typeof option === 'string') return { function: option };
  const { type, ...options } = option;
  return { function: type, ...options } as ActivationConfig;
}

/** The layer of a block's `activation`; none for the linear one. */
export function activationLayer(option: z.output<typeof activationOption>): BlockLayer | null {
  if (option === 'linear') return null;
  const common = { part: 'activation', written: { function: ['activation'] } };
  if (typeof option === 'string' || option.type !== 'prelu')
    return { ...common, kind: 'activation', config: activationConfig(option) };
  const { type: _type, ...options } = option;
  return { ...common, kind: 'prelu', config: layerOptions(options) };
}
