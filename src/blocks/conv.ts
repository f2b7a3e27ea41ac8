import { z } from 'zod';
import { pair } from '../spec/scalars';
import { type BlockLayer, defineBlock } from './block-kind';
import {
  commonLayers,
  commonParts,
  countOrClasses,
  initializer,
  padding,
  partOrder,
  pool,
  resolveCount,
} from './parts';

/** A 2D convolution with what usually follows it. */
export const conv = defineBlock({
  type: 'conv',
  about:
    'A 2D convolution, then, in `order`: batch norm, activation, pool and dropout as far as they are given.',
  schema: z
    .strictObject({
      filters: countOrClasses,
      kernel: pair,
      stride: pair.prefault(1),
      padding: padding.default('valid'),
      dilation: pair.prefault(1),
      bias: z.boolean().default(true),
      kernelInitializer: initializer.default('glorotUniform'),
      biasInitializer: initializer.default('zeros'),
      ...commonParts,
      pool: pool.default(false),
      order: partOrder(['conv', 'batchNorm', 'activation', 'pool', 'dropout']),
    })
    .refine(({ stride, dilation }) => !(above1(stride) && above1(dilation)), {
      path: ['stride'],
      error: 'expected a stride of 1 beside a dilation above 1: a convolution has one or the other',
    }),
  shapeNeutral: ['bias', 'kernelInitializer', 'biasInitializer', 'activation', 'batchNorm', 'dropout'],
  expand({ filters, pool: poolOptions, order, activation, batchNorm, dropout, ...options }, { classCount }) {
    const count = resolveCount(filters, classCount);
    if (count === null) return null;
    const parts: Record<(typeof order)[number], BlockLayer | null> = {
      conv: { part: 'conv', kind: 'conv2d', config: { filters: count, ...options } },
      ...commonLayers({ activation, batchNorm, dropout }),
      pool: poolOptions
        ? {
            part: 'pool',
            kind: poolOptions.type === 'max' ? 'maxPool2d' : 'averagePool2d',
            config: { size: poolOptions.size, stride: poolOptions.stride, padding: poolOptions.padding },
            written: { size: ['pool', 'size'], stride: ['pool', 'stride'], padding: ['pool', 'padding'] },
          }
        : null,
    };
    return order.map((part) => parts[part]).filter((layer) => layer !== null);
  },
});

/** Whether a pair has a number above 1; what is no pair has been reported as such. */
function above1(pair: unknown): boolean {
  return Array.isArray(pair) && pair.some((size) => size > 1);
}
