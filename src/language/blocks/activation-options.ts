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
    slope: z.number().min(0).default(0.2).describe('Factor for negative values.'),
  }),
  z.strictObject({
    type: z.literal('elu'),
    alpha: z.number().default(1).describe('Large negative inputs saturate at −alpha.'),
  }),
] as const;

/** The options of a PReLU. */
export const preluOptions = {
  alphaInitializer: vectorInitializer.prefault('zeros').describe('Initial values of the slopes.'),
  shared: z
    .boolean()
    .default(false)
    .describe('Whether all values of a channel share one slope, instead of having separate slopes.'),
};

const mappingError = {
  error: ({ code }: { readonly code?: string | undefined }) =>
    code === 'invalid_type'
      ? 'expected the name of an activation, or a mapping with its "type" and options'
      : undefined,
};

/** An activation by its name, or as `{ type, … }` with its options. Defaults are those of Keras. */
export const activationFunction = nameOrOptions(z.discriminatedUnion('type', functions, mappingError));

/** Like {@link activationFunction}, but also accepts a PReLU, which has its own weights. */
export const activationOption = nameOrOptions(
  z.discriminatedUnion(
    'type',
    [...functions, z.strictObject({ type: z.literal('prelu'), ...preluOptions })],
    mappingError,
  ),
);

/** Returns the config of an activation layer. */
export function activationConfig(option: z.output<typeof activationFunction>): ActivationConfig {
  if (typeof option === 'string') return { function: option };
  const { type, ...options } = option;
  return { function: type, ...options } as ActivationConfig;
}

/** Returns the layer for a block's `activation`; `null` for the linear one. */
export function activationLayer(option: z.output<typeof activationOption>): BlockLayer | null {
  if (option === 'linear') return null;
  const common = { part: 'activation', written: { function: ['activation'] } };
  if (typeof option === 'string' || option.type !== 'prelu')
    return { ...common, kind: 'activation', config: activationConfig(option) };
  const { type: _type, ...options } = option;
  return { ...common, kind: 'prelu', config: layerOptions(options) };
}
