import { add, conv2dTranspose, type Tensor4D } from '@tensorflow/tfjs-core';
import { isDilated, spread, spreadKernels } from '../tfjs/dilated-conv';
import { soleInput, type TfjsFacet } from '../tfjs/tfjs-facet';

/** The input gradient of a convolution used as a layer: maps that convolution's output back to its input. */
export const conv2dTransposeFacet: TfjsFacet<'conv2dTranspose'> = {
  className: () => 'Conv2DTranspose',

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

  forward({ config, outputShape }, inputs, { kernel, bias }) {
    if (kernel === undefined) throw new Error('a transposed convolution needs its kernel');
    const x = soleInput(inputs) as Tensor4D;
    const weights = kernel.read() as Tensor4D;
    const [height = 0, width = 0, filters = 0] = outputShape;
    const y = conv2dTranspose(
      x,
      isDilated(config) ? spread(weights, config.dilation) : weights,
      [x.shape[0], height, width, filters],
      [...config.stride],
      config.padding,
    );
    return bias ? add(y, bias.read()) : y;
  },

  kernels: ({ config }) => [
    'Conv2D',
    'Conv2DBackpropFilter',
    'Conv2DBackpropInput',
    ...spreadKernels(config),
    ...(config.bias ? ['Add', 'Sum', 'Reshape'] : []),
  ],

  beyondStock: ({ config }) => (isDilated(config) ? 'its conv2dTranspose has no dilation' : null),
};
