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
  filters: countOrClasses.describe('Number of output channels, or `classes` for the number of classes.'),
};

const windowOptions = {
  kernel: pair.describe('Height and width of the kernel.'),
  stride: pair.prefault(1).describe('Rows and columns from one window to the next.'),
  padding: padding
    .default('valid')
    .describe(
      '"valid" uses only windows that fit in the input; "same" pads it, so that the output is the input divided by the stride, rounded up.',
    ),
  dilation: pair
    .prefault(1)
    .describe('Rows and columns from one value of the kernel to the next; 1 means no gaps.'),
};

const transposedOptions = {
  kernel: windowOptions.kernel,
  stride: pair.prefault(1).describe('Factor by which the height and width grow.'),
  padding: padding
    .default('valid')
    .describe(
      '"valid" keeps everything that the kernel reaches; "same" outputs the input size times the stride.',
    ),
  dilation: windowOptions.dilation,
};

const depthMultiplier = {
  depthMultiplier: positiveInt
    .default(1)
    .describe('Number of output channels of the depthwise step per input channel.'),
};

/** The options for layers that follow a convolution, and their order. */
const tail = {
  ...commonParts,
  pool: pool.prefault(false).describe('A pool after the convolution: its size, its options, or false.'),
  order: partOrder(['conv', 'batchNorm', 'activation', 'pool', 'dropout']),
};
const neutralTail = ['activation', 'batchNorm', 'dropout'];
const neutralBias = Object.keys(biasOptions);

type Tail = z.output<z.ZodObject<typeof tail>>;

/** Returns the convolution and the layers of its tail, in order. */
function inOrder(convolution: BlockLayer, { order, pool, ...common }: Tail): BlockLayer[] {
  const parts: Record<Tail['order'][number], BlockLayer | null> = {
    conv: { ...convolution, part: 'conv' },
    ...commonLayers(common),
    pool: poolLayer(pool),
  };
  return order.map((part) => parts[part]).filter((layer) => layer !== null);
}

/** Separates the options of the tail from those of the convolution itself. */
function splitTail<O extends Tail>(all: O): { tail: Tail; options: Omit<O, keyof Tail> } {
  const { activation, batchNorm, dropout, pool, order, ...options } = all;
  return { tail: { activation, batchNorm, dropout, pool, order }, options };
}

/** TensorFlow does not support both for kernels that mix channels. */
const strideOrDilation = {
  path: ['stride'],
  error: 'expected a stride of 1 because the dilation is above 1',
};
const hasOne = ({ stride, dilation }: { readonly stride: unknown; readonly dilation: unknown }) =>
  !(above1(stride) && above1(dilation));

/** Whether a pair contains a number above 1. `false` for anything else, which has already been reported. */
function above1(pair: unknown): boolean {
  return Array.isArray(pair) && pair.some((size) => size > 1);
}

const thenTail = 'optionally followed by batch norm, activation, pool and dropout (see `order`).';

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
  about: `A separate 2D convolution of each channel, ${thenTail}`,
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
  about: `A separate 2D convolution of each channel and a 1×1 convolution that mixes the channels, ${thenTail}`,
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
  about: `A transposed 2D convolution, which enlarges feature maps, ${thenTail}`,
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
