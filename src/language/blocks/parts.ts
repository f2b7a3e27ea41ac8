import { z } from 'zod';
import type { BlockLayer, LayerConfigs } from '../../layers/layer';
import { pair, positive, positiveInt, probability } from '../scalars';
import { activationLayer, activationOption } from './activation-options';

/** A number, or the number of classes. `null` while the latter is unknown. */
export const countOrClasses = z.union([positiveInt, z.literal('classes')], {
  error: 'expected a positive whole number, or "classes"',
});

export function resolveCount(
  count: z.output<typeof countOrClasses>,
  classCount: number | null,
): number | null {
  return count === 'classes' ? classCount : count;
}

export const padding = z.enum(['valid', 'same']);
/** A rate of 1 would drop everything. */
export const dropoutRate = z.number().min(0).lt(1);

/** What every normalization may be told. */
const scaleAndCenterOptions = {
  center: z.boolean().default(true).describe('Whether a learned beta is added to each channel.'),
  scale: z.boolean().default(true).describe('Whether each channel is multiplied with a learned gamma.'),
};
const epsilon = positive.default(1e-3).describe('Added to the variance before its root is taken.');

export const batchNormOptions = z.strictObject({
  momentum: probability
    .default(0.99)
    .describe('Share of the moving statistics that one training step keeps.'),
  epsilon,
  ...scaleAndCenterOptions,
});

export const layerNormOptions = z.strictObject({ epsilon, ...scaleAndCenterOptions });

/** `true` for Keras's defaults, `false` for none, or the options. */
const batchNorm = z
  .union([z.boolean(), batchNormOptions], { error: 'expected true, false or the options of a batchNorm' })
  .transform((value) => (value === true ? batchNormOptions.parse({}) : value));

const poolPadding = padding
  .default('valid')
  .describe('"valid" takes whole windows only; "same" pads so that every stride yields a value.');

/** Size, stride (the size unless given) and padding of a pool. */
export const poolOptions = {
  size: pair.prefault(2).describe('Height and width of the window, in cells.'),
  stride: pair.optional().describe('Rows and columns from one window to the next; the size unless given.'),
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
          .describe('What a window yields: its largest value or its mean.'),
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

/** The layer of a block's `pool`; none for `false`. */
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

/** The optional parts that follow the weights of a conv or dense block. */
export const commonParts = {
  activation: activationOption.prefault('linear').describe('Function of each value.'),
  batchNorm: batchNorm
    .prefault(false)
    .describe('Normalises each channel over the batch: true, false, or its options.'),
  dropout: dropoutRate.default(0).describe('Share of the values that each training step sets to zero.'),
};

interface CommonOptions {
  readonly activation: z.output<typeof activationOption>;
  readonly batchNorm: false | LayerConfigs['batchNorm'];
  readonly dropout: number;
}

/** The layers of {@link commonParts}; a part that does nothing yields none. */
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

/** The order of a block's parts: each of `parts` exactly once. */
export function partOrder<const P extends readonly [string, ...string[]]>(parts: P) {
  return z
    .array(z.literal(parts))
    .readonly()
    .default(parts)
    .refine((order) => order.length === parts.length && new Set<string>(order).size === parts.length, {
      error: `expected each of ${parts.join(', ')} exactly once`,
    })
    .describe(`Order in which the parts follow each other: each of ${parts.join(', ')} once.`);
}
