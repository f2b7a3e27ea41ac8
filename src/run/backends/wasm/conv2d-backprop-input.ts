import type { Conv2DBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { Composition, type WasmKernel, wasmKernelConfig } from './composition';
import { inputGradient } from './stride-phases';

/** The gradient of a convolution with respect to its input: `dy` convolved with the filter, its channels swapped. */
const conv2DBackpropInput: WasmKernel<'dy' | 'filter', Conv2DBackpropInputAttrs> = ({
  inputs: { dy, filter },
  attrs,
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const info = backend_util.computeConv2DInfo(
      attrs.inputShape,
      filter.shape as [number, number, number, number],
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(attrs.dataFormat),
    );
    if (info.dataFormat !== 'channelsLast') throw new Error('Conv2DBackpropInput on wasm takes NHWC only.');
    return inputGradient(composition, 'Conv2D', dy, composition.transpose(filter, [0, 1, 3, 2]), info);
  });

/** `Conv2DBackpropInput` from XNNPACK convolutions. NHWC, undilated. */
export const conv2DBackpropInputConfig = wasmKernelConfig('Conv2DBackpropInput', conv2DBackpropInput);
