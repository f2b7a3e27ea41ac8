import { z } from 'zod';
import { activationConfig, activationFunction, preluOptions } from './activation-options';
import { defineBlock } from './block-kind';
import { batchNormOptions, dropoutRate, layerNormOptions } from './parts';
import { layerOptions } from './weight-options';

export const batchNorm = defineBlock({
  type: 'batchNorm',
  about: 'Normalises each channel over the batch.',
  schema: batchNormOptions,
  shapeNeutral: Object.keys(batchNormOptions.shape),
  expand: (config) => [{ kind: 'batchNorm', config }],
});

export const layerNorm = defineBlock({
  type: 'layerNorm',
  about: 'Normalises the channels of each place of an image among themselves, in training as in use.',
  schema: layerNormOptions,
  shapeNeutral: Object.keys(layerNormOptions.shape),
  expand: (config) => [{ kind: 'layerNorm', config }],
});

export const activation = defineBlock({
  type: 'activation',
  about: 'A function of each value (softmax: of all channels together).',
  schema: z.strictObject({
    function: activationFunction.describe('Its name, or `{ type, … }` with its options.'),
  }),
  shapeNeutral: ['function'],
  expand: (options) => [{ kind: 'activation', config: activationConfig(options.function) }],
});

export const prelu = defineBlock({
  type: 'prelu',
  about: 'Multiplies values below zero with slopes that are learned.',
  schema: z.strictObject(preluOptions),
  shapeNeutral: Object.keys(preluOptions),
  expand: (options) => [{ kind: 'prelu', config: layerOptions(options) }],
});

const rate = dropoutRate.describe('Share that each training step sets to zero.');

export const dropout = defineBlock({
  type: 'dropout',
  about: 'In training, sets a share of the values to zero and scales the others up.',
  schema: z.strictObject({ rate }),
  shapeNeutral: ['rate'],
  expand: (config) => [{ kind: 'dropout', config }],
});

export const spatialDropout = defineBlock({
  type: 'spatialDropout',
  about: 'In training, sets a share of the channels to zero and scales the others up.',
  schema: z.strictObject({ rate }),
  shapeNeutral: ['rate'],
  expand: (config) => [{ kind: 'spatialDropout2d', config }],
});

export const add = defineBlock({
  type: 'add',
  about: 'The sum of inputs of one shape.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'add', config: {} }],
});

export const multiply = defineBlock({
  type: 'multiply',
  about: 'The product of inputs, value by value; a size of 1 stands for as many as the other inputs have.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'multiply', config: {} }],
});

export const concat = defineBlock({
  type: 'concat',
  about: 'Inputs of one height and width, joined along their channels.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'concat', config: {} }],
});
