import { add, type Tensor4D } from '@tensorflow/tfjs-core';
import { convolve, convolveKernels, strideBeyondStock } from '../tfjs/dilated-conv';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/**
 * Convolution and bias as two separate operations. The fused operation of tfjs-layers always computes the input
 * gradient; here the tape skips it for the first layer of the network.
 */
export const conv2dFacet: TfjsFacet<'conv2d'> = {
  className: () => 'Conv2D',

  config: ({ config }) => ({
    filters: config.filters,
    kernelSize: [...config.kernel],
    strides: [...config.stride],
    padding: config.padding,
    dataFormat: 'channelsLast',
    dilationRate: [...config.dilation],
    activation: 'linear',
    useBias: config.bias,
  }),

  forward({ config }, inputs, { kernel, bias }) {
    if (kernel === undefined) throw new Error('a convolution needs its kernel');
    const y = convolve(soleInput(inputs) as Tensor4D, kernel.read() as Tensor4D, config);
    return bias ? add(y, bias.read()) : y;
  },

  kernels: ({ config }) => [...convolveKernels(config), ...(config.bias ? ['Add', 'Sum', 'Reshape'] : [])],
  beyondStock: ({ config }) => strideBeyondStock(config),
};
