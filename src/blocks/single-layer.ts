import { z } from 'zod';
import { defineBlock } from './block-kind';
import { activation as activationName, batchNormOptions, dropoutRate } from './parts';

export const batchNorm = defineBlock({
  type: 'batchNorm',
  about: 'Normalises each channel over the batch.',
  schema: batchNormOptions,
  shapeNeutral: ['momentum', 'epsilon', 'center', 'scale'],
  expand: (config) => [{ kind: 'batchNorm', config }],
});

export const activation = defineBlock({
  type: 'activation',
  about: 'A function of each value (softmax: of all channels together).',
  schema: z.strictObject({ function: activationName }),
  shapeNeutral: ['function'],
  expand: (config) => [{ kind: 'activation', config }],
});

export const dropout = defineBlock({
  type: 'dropout',
  about: 'In training, sets a share of the values to zero and scales the others up.',
  schema: z.strictObject({ rate: dropoutRate }),
  shapeNeutral: ['rate'],
  expand: (config) => [{ kind: 'dropout', config }],
});

export const flatten = defineBlock({
  type: 'flatten',
  about: 'Makes a feature map a vector, in the order height, width, channels.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  expand: () => [{ kind: 'flatten', config: {} }],
});
