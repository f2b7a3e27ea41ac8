import { add, conv2d, type Tensor4D } from '@tensorflow/tfjs-core';
import { convolveDepthwise, convolveDepthwiseKernels, strideBeyondStock } from '../tfjs/dilated-conv';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** A depthwise convolution, then a 1×1 convolution that mixes the channels. */
export const separableConv2dFacet: TfjsFacet<'separableConv2d'> = {
  className: () => 'SeparableConv2D',

  config: ({ config }) => ({
    filters: config.filters,
    kernelSize: [...config.kernel],
    strides: [...config.stride],
    padding: config.padding,
    depthMultiplier: config.depthMultiplier,
    dataFormat: 'channelsLast',
    dilationRate: [...config.dilation],
    activation: 'linear',
    useBias: config.bias,
  }),

  forward({ config }, inputs, { depthwise_kernel: depthwise, pointwise_kernel: pointwise, bias }) {
    if (!depthwise || !pointwise) throw new Error('a separable convolution needs its two kernels');
    const x = soleInput(inputs) as Tensor4D;
    const between = convolveDepthwise(x, depthwise.read() as Tensor4D, config);
    const y = conv2d(between, pointwise.read() as Tensor4D, 1, 'valid');
    return bias ? add(y, bias.read()) : y;
  },

  kernels: ({ config }) => [
    ...convolveDepthwiseKernels(config),
    'Conv2D',
    'Conv2DBackpropFilter',
    'Conv2DBackpropInput',
    ...(config.bias ? ['Add', 'Sum', 'Reshape'] : []),
  ],

  beyondStock: ({ config }) => strideBeyondStock(config),
};
