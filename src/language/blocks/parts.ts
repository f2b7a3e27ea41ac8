import { z } from 'zod';
import type { BlockLayer, LayerConfigs } from '../../layers/layer';
import { pair, positive, positiveInt, probability } from '../scalars';
import { activationLayer, activationOption } from './activation-options';

/** A number, or `classes` for the number of classes. */
export const countOrClasses = z.union([positiveInt, z.literal('classes')], {
  error: 'expected a positive whole number, or "classes"',
});

/** Returns the number; `null` if it is the number of classes and that is unknown. */
export function resolveCount(
  count: z.output<typeof countOrClasses>,
  classCount: number | null,
): number | null {
  return count === 'classes' ? classCount : count;
}

export const padding = z.enum(['valid', 'same']);
/** Less than 1, because a rate of 1 would drop everything. */
export const dropoutRate = z.number().min(0).lt(1);

/** Options shared by all normalizations. */
const scaleAndCenterOptions = {
  center: z.boolean().default(true).describe('Whether to add a learned offset (beta) to each channel.'),
  scale: z.boolean().default(true).describe('Whether to multiply each channel by a learned scale (gamma).'),
};
const epsilon = positive
  .default(1e-3)
  .describe('Small constant added to the variance, to avoid division by zero.');

export const batchNormOptions = z.strictObject({
  momentum: probability.default(0.99).describe('Decay of the moving statistics per training step.'),
  epsilon,
  ...scaleAndCenterOptions,
});

export const layerNormOptions = z.strictObject({ epsilon, ...scaleAndCenterOptions });

/** `true` for a batch norm with Keras's defaults, `false` for none, or its options. */
const batchNorm = z
  .union([z.boolean(), batchNormOptions], { error: 'expected true, false or the options of a batchNorm' })
  .transform((value) => (value === true ? batchNormOptions.parse({}) : value));

const poolPadding = padding
  .default('valid')
  .describe(
    '"valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up.',
  );

/** Size, stride (default: the size) and padding of a pool. */
export const poolOptions = {
  size: pair.prefault(2).describe('Height and width of the window.'),
  stride: pair.optional().describe('Rows and columns from one window to the next (default: the size).'),
  padding: poolPadding,
};

/** `false` for none, a size, or `{ type, size, stride, padding }`. */
export const pool = z
  .union(
    [
      z.literal(false),
      pair,
      z.strictObject({
        type: z
          .enum(['max', 'average'])
          .default('max')
          .describe('Whether to output the largest value of a window or its mean.'),
        ...poolOptions,
      }),
    ],
    {
      error: 'expected a size, or { type, size, stride, padding }, or false',
    },
  )
  .transform((value) => {
    if (value === false) return false;
    if ('size' in value) {
      const { type, size, stride = size, padding } = value;
      return { type, size, stride, padding };
    }
    return { type: 'max' as const, size: value, stride: value, padding: 'valid' as const };
  });

/** Returns the layer for a block's `pool`; `null` for `false`. */
export function poolLayer(options: z.output<typeof pool>): BlockLayer | null {
  if (options === false) return null;
  const { type, ...config } = options;
  return {
    part: 'pool',
    kind: type === 'max' ? 'maxPool2d' : 'averagePool2d',
    config,
    written: { size: ['pool', 'size'], stride: ['pool', 'stride'], padding: ['pool', 'padding'] },
  };
}

/** The optional parts of conv and dense blocks. */
export const commonParts = {
  activation: activationOption.prefault('linear').describe('The activation, by name or with options.'),
  batchNorm: batchNorm
    .prefault(false)
    .describe('Whether to normalize each channel over the batch: true, false, or options.'),
  dropout: dropoutRate.default(0).describe('Fraction of the values to set to zero in each training step.'),
};

interface CommonOptions {
  readonly activation: z.output<typeof activationOption>;
  readonly batchNorm: false | LayerConfigs['batchNorm'];
  readonly dropout: number;
}

/** Returns the layers of {@link commonParts}; `null` for parts that are turned off. */
export function commonLayers(
  options: CommonOptions,
): Record<'activation' | 'batchNorm' | 'dropout', BlockLayer | null> {
  return {
    batchNorm: options.batchNorm ? { part: 'batchNorm', kind: 'batchNorm', config: options.batchNorm } : null,
    activation: activationLayer(options.activation),
    dropout:
      options.dropout > 0
        ? {
            part: 'dropout',
            kind: 'dropout',
            config: { rate: options.dropout },
            written: { rate: ['dropout'] },
          }
        : null,
  };
}

/** The schema of the order of a block's parts: each of `parts` exactly once. */
export function partOrder<const P extends readonly [string, ...string[]]>(parts: P) {
  return z
    .array(z.literal(parts))
    .readonly()
    .default(parts)
    .refine((order) => order.length === parts.length && new Set<string>(order).size === parts.length, {
      error: `expected each of ${parts.join(', ')} exactly once`,
    })
    .describe(`Order of the parts: each of ${parts.join(', ')} once.`);
}
