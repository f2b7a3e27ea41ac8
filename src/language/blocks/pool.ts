import { z } from 'zod';
import { defineBlock } from './block-kind';
import { poolOptions } from './parts';

export const maxPool = defineBlock({
  type: 'maxPool',
  about: 'Outputs the largest value of each window.',
  schema: z.strictObject(poolOptions),
  shapeNeutral: [],
  expand: ({ size, stride, padding }) => [
    { kind: 'maxPool2d', config: { size, stride: stride ?? size, padding } },
  ],
});

export const averagePool = defineBlock({
  type: 'averagePool',
  about: 'Outputs the mean of each window, without padding.',
  schema: z.strictObject(poolOptions),
  shapeNeutral: [],
  expand: ({ size, stride, padding }) => [
    { kind: 'averagePool2d', config: { size, stride: stride ?? size, padding } },
  ],
});

const globalOptions = z.strictObject({
  keepDimensions: z
    .boolean()
    .default(false)
    .describe('Whether to output [1, 1, channels] instead of [channels].'),
});

export const globalMaxPool = defineBlock({
  type: 'globalMaxPool',
  about: 'Outputs the largest value of each channel.',
  schema: globalOptions,
  shapeNeutral: [],
  expand: (config) => [{ kind: 'globalMaxPool2d', config }],
});

export const globalAveragePool = defineBlock({
  type: 'globalAveragePool',
  about: 'Outputs the mean of each channel.',
  schema: globalOptions,
  shapeNeutral: [],
  expand: (config) => [{ kind: 'globalAveragePool2d', config }],
});
