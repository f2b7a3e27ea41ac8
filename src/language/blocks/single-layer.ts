import { z } from 'zod';
import { activationConfig, activationFunction, preluOptions } from './activation-options';
import { defineBlock } from './block-kind';
import { batchNormOptions, dropoutRate, layerNormOptions } from './parts';
import { layerOptions } from './weight-options';

export const batchNorm = defineBlock({
  type: 'batchNorm',
  about: 'Normalizes each channel over the batch.',
  schema: batchNormOptions,
  shapeNeutral: Object.keys(batchNormOptions.shape),
  expand: (config) => [{ kind: 'batchNorm', config }],
});

export const layerNorm = defineBlock({
  type: 'layerNorm',
  about: 'Normalizes over the channels at each position of an image, in training and at inference.',
  schema: layerNormOptions,
  shapeNeutral: Object.keys(layerNormOptions.shape),
  expand: (config) => [{ kind: 'layerNorm', config }],
});

export const activation = defineBlock({
  type: 'activation',
  about: 'Applies an activation to each value (softmax: to all channels together).',
  schema: z.strictObject({
    function: activationFunction.describe('The activation: its name, or `{ type, … }` with its options.'),
  }),
  shapeNeutral: ['function'],
  expand: (options) => [{ kind: 'activation', config: activationConfig(options.function) }],
});

export const prelu = defineBlock({
  type: 'prelu',
  about: 'Multiplies negative values by learned slopes.',
  schema: z.strictObject(preluOptions),
  shapeNeutral: Object.keys(preluOptions),
  expand: (options) => [{ kind: 'prelu', config: layerOptions(options) }],
});

const rate = dropoutRate.describe('Fraction to set to zero in each training step.');

export const dropout = defineBlock({
  type: 'dropout',
  about: 'During training, sets a random fraction of the values to zero and scales up the others.',
  schema: z.strictObject({ rate }),
  shapeNeutral: ['rate'],
  expand: (config) => [{ kind: 'dropout', config }],
});

export const spatialDropout = defineBlock({
  type: 'spatialDropout',
  about: 'During training, sets a random fraction of the channels to zero and scales up the others.',
  schema: z.strictObject({ rate }),
  shapeNeutral: ['rate'],
  expand: (config) => [{ kind: 'spatialDropout2d', config }],
});

export const add = defineBlock({
  type: 'add',
  about: 'Adds inputs of the same shape.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'add', config: {} }],
});

export const multiply = defineBlock({
  type: 'multiply',
  about: 'Multiplies inputs value by value; sizes of 1 are broadcast to those of the other inputs.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'multiply', config: {} }],
});

export const concat = defineBlock({
  type: 'concat',
  about: 'Concatenates inputs of the same height and width along their channels.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'concat', config: {} }],
});
