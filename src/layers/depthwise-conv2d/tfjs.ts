import { add, type Tensor4D } from '@tensorflow/tfjs-core';
import { convolveDepthwise, convolveDepthwiseKernels, isDilated } from '../tfjs/dilated-conv';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** Convolves each channel with its own `depthMultiplier` kernels; the results of one channel are adjacent. */
export const depthwiseConv2dFacet: TfjsFacet<'depthwiseConv2d'> = {
  className: () => 'DepthwiseConv2D',

  config: ({ config }) => ({
    kernelSize: [...config.kernel],
    strides: [...config.stride],
    padding: config.padding,
    depthMultiplier: config.depthMultiplier,
    dataFormat: 'channelsLast',
    dilationRate: [...config.dilation],
    activation: 'linear',
    useBias: config.bias,
  }),

  forward({ config }, inputs, { kernel, bias }) {
    if (kernel === undefined) throw new Error('a depthwise convolution needs its kernel');
    const y = convolveDepthwise(soleInput(inputs) as Tensor4D, kernel.read() as Tensor4D, config);
    return bias ? add(y, bias.read()) : y;
  },

  kernels: ({ config }) => [
    ...convolveDepthwiseKernels(config),
    ...(config.bias ? ['Add', 'Sum', 'Reshape'] : []),
  ],

  weightNames: { kernel: 'depthwise_kernel' },
  beyondStock: ({ config }) => (isDilated(config) ? 'its depthwiseConv2d has no dilation' : null),
};
