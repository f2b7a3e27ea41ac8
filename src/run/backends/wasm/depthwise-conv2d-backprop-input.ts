import type { DepthwiseConv2dNativeBackpropInputAttrs } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { Composition, viewAs, type WasmKernel, wasmKernelConfig } from './composition';
import { inputGradient } from './stride-phases';

/**
 * The gradient of a depthwise convolution with respect to its input. Each channel of `dy` goes back through its own
 * filter, which is a depthwise convolution again; the `multiplier` results that belong to one input channel add up.
 */
const depthwiseConv2dBackpropInput: WasmKernel<'dy' | 'filter', DepthwiseConv2dNativeBackpropInputAttrs> = ({
  inputs: { dy, filter },
  attrs,
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const [height = 0, width = 0, channels = 0, multiplier = 0] = filter.shape;
    const info = backend_util.computeConv2DInfo(
      attrs.inputShape,
      [height, width, channels, multiplier],
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      true,
    );
    const single = viewAs(filter, [height, width, channels * multiplier, 1]);
    const dx = inputGradient(composition, 'DepthwiseConv2dNative', dy, single, info);
    if (multiplier === 1) return dx;
    const apart = viewAs(dx, [info.batchSize * info.inHeight * info.inWidth * channels, multiplier]);
    const sums = composition.call('Sum', { x: apart }, { axis: [1], keepDims: false });
    return viewAs(sums, info.inShape);
  });

/** `DepthwiseConv2dNativeBackpropInput`, which tfjs's `wasm` backend lacks. NHWC, undilated. */
export const depthwiseConv2dBackpropInputConfig = wasmKernelConfig(
  'DepthwiseConv2dNativeBackpropInput',
  depthwiseConv2dBackpropInput,
);
