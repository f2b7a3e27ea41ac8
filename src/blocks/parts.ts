import { z } from 'zod';
import { activationNames, initializerNames, type LayerConfigs } from '../layers/layer';
import { pair, positive, positiveInt, probability } from '../spec/scalars';
import type { BlockLayer } from './block-kind';

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
export const initializer = z.enum(initializerNames);
export const activation = z.enum(activationNames);
/** A rate of 1 would drop everything. */
export const dropoutRate = z.number().min(0).lt(1);

export const batchNormOptions = z.strictObject({
  momentum: probability.default(0.99),
  epsilon: positive.default(1e-3),
  center: z.boolean().default(true),
  scale: z.boolean().default(true),
});

/** `true` for Keras's defaults, `false` for none, or the options. */
export const batchNorm = z
  .union([z.boolean(), batchNormOptions], { error: 'expected true, false or the options of a batchNorm' })
  .transform((value) => (value === true ? batchNormOptions.parse({}) : value));

/** Size, stride (the size unless given) and padding of a pool. */
export const poolOptions = {
  size: pair.prefault(2),
  stride: pair.optional(),
  padding: padding.default('valid'),
};

/** `false` for none, a size, or `{ type, size, stride, padding }`. */
export const pool = z
  .union(
    [
      z.literal(false),
      pair,
      z.strictObject({ type: z.enum(['max', 'average']).default('max'), ...poolOptions }),
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

/** The optional parts that follow the weights of a conv or dense block. */
export const commonParts = {
  activation: activation.default('linear'),
  batchNorm: batchNorm.default(false),
  dropout: dropoutRate.default(0),
};

interface CommonOptions {
  readonly activation: LayerConfigs['activation']['function'];
  readonly batchNorm: false | LayerConfigs['batchNorm'];
  readonly dropout: number;
}

/** The layers of {@link commonParts}; a part that does nothing yields none. */
export function commonLayers(
  options: CommonOptions,
): Record<'activation' | 'batchNorm' | 'dropout', BlockLayer | null> {
  return {
    batchNorm: options.batchNorm ? { part: 'batchNorm', kind: 'batchNorm', config: options.batchNorm } : null,
    activation:
      options.activation === 'linear'
        ? null
        : {
            part: 'activation',
            kind: 'activation',
            config: { function: options.activation },
            written: { function: ['activation'] },
          },
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
    .array(z.enum(parts))
    .readonly()
    .default(parts as readonly P[number][] as never)
    .refine((order) => order.length === parts.length && new Set<string>(order).size === parts.length, {
      error: `expected each of ${parts.join(', ')} exactly once`,
    });
}
