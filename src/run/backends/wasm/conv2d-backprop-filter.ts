import type { Conv2DBackpropFilterAttrs } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { Composition, type WasmKernel, wasmKernelConfig } from './composition';

/**
 * The gradient of a convolution with respect to its filter, `[kh, kw, inChannels, outChannels]`, itself computed
 * as a convolution: of `x` with batch and channels swapped, by `dy` as a filter of `outHeight × outWidth` taps
 * whose dilation is the forward stride,
 *
 *   df[i, j, c, o] = Σ_{b, p, q} x[b, p·stride + i − top, q·stride + j − left, c] · dy[b, p, q, o].
 */
const conv2DBackpropFilter: WasmKernel<'x' | 'dy', Conv2DBackpropFilterAttrs> = ({
  inputs: { x, dy },
  attrs,
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      attrs.filterShape,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(attrs.dataFormat),
    );
    if (info.dataFormat !== 'channelsLast') throw new Error('Conv2DBackpropFilter on wasm takes NHWC only.');

    // Rows and columns of x that a tap can reach, counted from the first padded one; what is beyond is cut off.
    const reachHeight = (info.outHeight - 1) * info.strideHeight + info.filterHeight - info.padInfo.top;
    const reachWidth = (info.outWidth - 1) * info.strideWidth + info.filterWidth - info.padInfo.left;
    const height = Math.min(info.inHeight, reachHeight);
    const width = Math.min(info.inWidth, reachWidth);
    const reached = composition.crop(x, { top: 0, left: 0, height, width });

    const perChannel = composition.call(
      'Conv2D',
      { x: composition.transpose(reached, [3, 1, 2, 0]), filter: composition.transpose(dy, [1, 2, 0, 3]) },
      {
        strides: 1,
        dilations: [info.strideHeight, info.strideWidth],
        pad: [
          [0, 0],
          [info.padInfo.top, reachHeight - height],
          [info.padInfo.left, reachWidth - width],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
    return composition.transpose(perChannel, [1, 2, 0, 3]);
  });

/** `Conv2DBackpropFilter`, which tfjs's `wasm` backend lacks. NHWC, undilated. */
export const conv2DBackpropFilterConfig = wasmKernelConfig('Conv2DBackpropFilter', conv2DBackpropFilter);
