import { z } from 'zod';
import type { Borders } from '../../layers/layer';
import { nonNegativeInt, pair, positiveInt } from '../scalars';
import { defineBlock } from './block-kind';

const border = z.tuple([nonNegativeInt, nonNegativeInt]);

/** Rows and columns at the borders: one number for all four, `[rows, columns]` for both ends, or each separately. */
const borders = z
  .union([nonNegativeInt, border, z.tuple([border, border])], {
    error: 'expected a whole number, two as [rows, columns], or [[top, bottom], [left, right]]',
  })
  .transform((given): Borders => {
    const [rows, columns] = typeof given === 'number' ? [given, given] : given;
    return [
      typeof rows === 'number' ? [rows, rows] : rows,
      typeof columns === 'number' ? [columns, columns] : columns,
    ];
  });

export const zeroPadding = defineBlock({
  type: 'zeroPadding',
  about: 'Adds rows and columns of zeros around a feature map.',
  schema: z.strictObject({
    padding: borders
      .prefault(1)
      .describe('Rows and columns to add: a number, [rows, columns] or [[top, bottom], [left, right]].'),
  }),
  shapeNeutral: [],
  expand: (config) => [{ kind: 'zeroPadding2d', config }],
});

export const cropping = defineBlock({
  type: 'cropping',
  about: 'Removes rows and columns at the borders of a feature map.',
  schema: z.strictObject({
    cropping: borders.describe(
      'Rows and columns to remove: a number, [rows, columns] or [[top, bottom], [left, right]].',
    ),
  }),
  shapeNeutral: [],
  expand: (config) => [{ kind: 'cropping2d', config }],
});

export const upsampling = defineBlock({
  type: 'upsampling',
  about: 'Enlarges a feature map by whole factors.',
  schema: z.strictObject({
    size: pair.prefault(2).describe('Factors for height and width.'),
    interpolation: z
      .enum(['nearest', 'bilinear'])
      .default('nearest')
      .describe('Whether to repeat values (nearest) or to blend them (bilinear).'),
  }),
  shapeNeutral: ['interpolation'],
  expand: (config) => [{ kind: 'upsampling2d', config }],
});

export const flatten = defineBlock({
  type: 'flatten',
  about: 'Converts a feature map to a vector, in the order height, width, channels.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  expand: () => [{ kind: 'flatten', config: {} }],
});

const rest = -1;
const shape = z
  .array(
    z.union([positiveInt, z.literal(rest)], {
      error: 'expected a positive whole number, or -1 to infer the size',
    }),
  )
  .readonly()
  .refine(({ length }) => length === 1 || length === 3, {
    error: 'expected [height, width, channels] or [values]',
  })
  .refine((sizes) => sizes.filter((size) => size === rest).length <= 1, {
    error: 'expected -1 at most once',
  });

export const reshape = defineBlock({
  type: 'reshape',
  about: 'Changes the shape and keeps all values, in the order height, width, channels.',
  schema: z.strictObject({
    shape: shape.describe('[height, width, channels] or [values]; one size may be -1, to infer it.'),
  }),
  shapeNeutral: [],
  expand: (config) => [{ kind: 'reshape', config }],
});
