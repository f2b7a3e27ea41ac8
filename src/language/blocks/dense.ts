import { z } from 'zod';
import type { BlockLayer } from '../../layers/layer';
import { defineBlock } from './block-kind';
import { commonLayers, commonParts, countOrClasses, partOrder, resolveCount } from './parts';
import { biasOptions, kernelOptions, layerOptions } from './weight-options';

/** A fully connected layer with the layers that usually follow it. */
export const dense = defineBlock({
  type: 'dense',
  about: 'A fully connected layer, optionally followed by batch norm, activation and dropout (see `order`).',
  schema: z.strictObject({
    units: countOrClasses.describe('Number of output values, or `classes` for the number of classes.'),
    ...kernelOptions,
    ...biasOptions,
    ...commonParts,
    order: partOrder(['dense', 'batchNorm', 'activation', 'dropout']),
  }),
  shapeNeutral: [
    ...Object.keys(kernelOptions),
    ...Object.keys(biasOptions),
    ...Object.keys(commonParts),
    'order',
  ],
  expand({ units, order, activation, batchNorm, dropout, ...options }, { classCount }) {
    const count = resolveCount(units, classCount);
    if (count === null) return null;
    const parts: Record<(typeof order)[number], BlockLayer | null> = {
      dense: { part: 'dense', kind: 'dense', config: { units: count, ...layerOptions(options) } },
      ...commonLayers({ activation, batchNorm, dropout }),
    };
    return order.map((part) => parts[part]).filter((layer) => layer !== null);
  },
});
