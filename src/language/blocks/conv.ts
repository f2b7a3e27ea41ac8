import { z } from 'zod';
import type { BlockLayer } from '../../layers/layer';
import { pair, positiveInt } from '../scalars';
import { defineBlock } from './block-kind';
import {
  commonLayers,
  commonParts,
  countOrClasses,
  padding,
  partOrder,
  pool,
  poolLayer,
  resolveCount,
} from './parts';
import {
  biasOptions,
  depthwiseOptions,
  kernelOptions,
  layerOptions,
  pointwiseOptions,
} from './weight-options';

const filters = {
  filters: countOrClasses.describe('Number of channels out, or `classes` for the number of classes.'),
};

const windowOptions = {
  kernel: pair.describe('Height and width of the kernel, in cells.'),
  stride: pair.prefault(1).describe('Rows and columns from one place of the kernel to the next.'),
  padding: padding
    .default('valid')
    .describe('"valid" takes whole windows only; "same" pads so that every stride yields a value.'),
  dilation: pair
    .prefault(1)
    .describe('Rows and columns from one cell of the kernel to the next; 1 is dense.'),
};

const transposedOptions = {
  kernel: windowOptions.kernel,
  stride: pair.prefault(1).describe('Rows and columns that each row and column of the input makes.'),
  padding: padding
    .default('valid')
    .describe('"valid" keeps all that the kernels reach; "same" yields the input times the stride.'),
  dilation: windowOptions.dilation,
};

const depthMultiplier = {
  depthMultiplier: positiveInt
    .default(1)
    .describe('Number of channels that each channel of the input makes.'),
};

/** What may follow a convolution, and the order of it all. */
const tail = {
  ...commonParts,
  pool: pool.prefault(false).describe('A pool: its size, its options, or false.'),
  order: partOrder(['conv', 'batchNorm', 'activation', 'pool', 'dropout']),
};
const neutralTail = ['activation', 'batchNorm', 'dropout'];
const neutralBias = Object.keys(biasOptions);

type Tail = z.output<z.ZodObject<typeof tail>>;

/** The convolution and what is given of its tail, in order. */
function inOrder(convolution: BlockLayer, { order, pool, ...common }: Tail): BlockLayer[] {
  const parts: Record<Tail['order'][number], BlockLayer | null> = {
    conv: { ...convolution, part: 'conv' },
    ...commonLayers(common),
    pool: poolLayer(pool),
  };
  return order.map((part) => parts[part]).filter((layer) => layer !== null);
}

/** What follows a convolution, apart from the options of the convolution itself. */
function splitTail<O extends Tail>(all: O): { tail: Tail; options: Omit<O, keyof Tail> } {
  const { activation, batchNorm, dropout, pool, order, ...options } = all;
  return { tail: { activation, batchNorm, dropout, pool, order }, options };
}

/** TensorFlow computes a convolution with both for no kernel that mixes channels. */
const strideOrDilation = {
  path: ['stride'],
  error: 'expected a stride of 1 beside a dilation above 1: a convolution has one or the other',
};
const hasOne = ({ stride, dilation }: { readonly stride: unknown; readonly dilation: unknown }) =>
  !(above1(stride) && above1(dilation));

/** Whether a pair has a number above 1; what is no pair has been reported as such. */
function above1(pair: unknown): boolean {
  return Array.isArray(pair) && pair.some((size) => size > 1);
}

const thenTail = 'then, in `order`: batch norm, activation, pool and dropout as far as they are given.';

export const conv = defineBlock({
  type: 'conv',
  about: `A 2D convolution, ${thenTail}`,
  schema: z
    .strictObject({ ...filters, ...windowOptions, ...kernelOptions, ...biasOptions, ...tail })
    .refine(hasOne, strideOrDilation),
  shapeNeutral: [...Object.keys(kernelOptions), ...neutralBias, ...neutralTail],
  expand(all, { classCount }) {
    const { tail, options } = splitTail(all);
    const count = resolveCount(options.filters, classCount);
    if (count === null) return null;
    return inOrder({ kind: 'conv2d', config: { ...layerOptions(options), filters: count } }, tail);
  },
});

export const depthwiseConv = defineBlock({
  type: 'depthwiseConv',
  about: `A 2D convolution of each channel by itself, ${thenTail}`,
  schema: z.strictObject({
    ...windowOptions,
    ...depthMultiplier,
    ...depthwiseOptions,
    ...biasOptions,
    ...tail,
  }),
  shapeNeutral: [...Object.keys(depthwiseOptions), ...neutralBias, ...neutralTail],
  expand(all) {
    const { tail, options } = splitTail(all);
    return inOrder({ kind: 'depthwiseConv2d', config: layerOptions(options) }, tail);
  },
});

export const separableConv = defineBlock({
  type: 'separableConv',
  about: `A 2D convolution of each channel by itself and a 1×1 convolution that mixes them, ${thenTail}`,
  schema: z.strictObject({
    ...filters,
    ...windowOptions,
    ...depthMultiplier,
    ...depthwiseOptions,
    ...pointwiseOptions,
    ...biasOptions,
    ...tail,
  }),
  shapeNeutral: [
    'depthMultiplier',
    ...Object.keys(depthwiseOptions),
    ...Object.keys(pointwiseOptions),
    ...neutralBias,
    ...neutralTail,
  ],
  expand(all, { classCount }) {
    const { tail, options } = splitTail(all);
    const count = resolveCount(options.filters, classCount);
    if (count === null) return null;
    return inOrder({ kind: 'separableConv2d', config: { ...layerOptions(options), filters: count } }, tail);
  },
});

export const convTranspose = defineBlock({
  type: 'convTranspose',
  about: `A transposed 2D convolution, which makes feature maps larger, ${thenTail}`,
  schema: z
    .strictObject({ ...filters, ...transposedOptions, ...kernelOptions, ...biasOptions, ...tail })
    .refine(hasOne, strideOrDilation),
  shapeNeutral: [...Object.keys(kernelOptions), ...neutralBias, ...neutralTail],
  expand(all, { classCount }) {
    const { tail, options } = splitTail(all);
    const count = resolveCount(options.filters, classCount);
    if (count === null) return null;
    return inOrder({ kind: 'conv2dTranspose', config: { ...layerOptions(options), filters: count } }, tail);
  },
});
