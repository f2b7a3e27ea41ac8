import { z } from 'zod';
import { type BlockLayer, defineBlock } from './block-kind';
import { commonLayers, commonParts, countOrClasses, initializer, partOrder, resolveCount } from './parts';

/** A fully connected layer with what usually follows it. */
export const dense = defineBlock({
  type: 'dense',
  about:
    'A fully connected layer, then, in `order`: batch norm, activation and dropout as far as they are given.',
  schema: z.strictObject({
    units: countOrClasses,
    bias: z.boolean().default(true),
    kernelInitializer: initializer.default('glorotUniform'),
    biasInitializer: initializer.default('zeros'),
    ...commonParts,
    order: partOrder(['dense', 'batchNorm', 'activation', 'dropout']),
  }),
  shapeNeutral: [
    'bias',
    'kernelInitializer',
    'biasInitializer',
    'activation',
    'batchNorm',
    'dropout',
    'order',
  ],
  expand({ units, order, activation, batchNorm, dropout, ...options }, { classCount }) {
    const count = resolveCount(units, classCount);
    if (count === null) return null;
    const parts: Record<(typeof order)[number], BlockLayer | null> = {
      dense: { part: 'dense', kind: 'dense', config: { units: count, ...options } },
      ...commonLayers({ activation, batchNorm, dropout }),
    };
    return order.map((part) => parts[part]).filter((layer) => layer !== null);
  },
});
