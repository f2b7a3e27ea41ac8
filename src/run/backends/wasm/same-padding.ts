import type { Conv2DAttrs, KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { type WasmKernel, wasmKernelConfig } from './composition';
import { requireRoomToPack } from './heap';

/**
 * `Conv2D` or `DepthwiseConv2dNative` as tfjs's own kernel `original` does it, with the padding `same` written out in
 * rows and columns: XNNPACK, left to work it out itself, reads beyond the input when a kernel is smaller than its
 * stride and the strides leave a row over. There must be room to pack the filter.
 */
export function samePaddingConfig(original: KernelConfig): KernelConfig {
  const isDepthwise = original.kernelName === 'DepthwiseConv2dNative';
  const convolve: WasmKernel<'x' | 'filter', Conv2DAttrs> = ({ inputs, attrs, backend }) => {
    const { strides, dilations, pad, dimRoundingMode } = attrs;
    const run = (explicit: Conv2DAttrs['pad']) => {
      const args = { inputs, attrs: { ...attrs, pad: explicit }, backend } as unknown;
      return original.kernelFunc(args as Parameters<KernelConfig['kernelFunc']>[0]) as TensorInfo;
    };
    const { padInfo, filterHeight, filterWidth, outHeight, outWidth } = backend_util.computeConv2DInfo(
      inputs.x.shape as [number, number, number, number],
      inputs.filter.shape as [number, number, number, number],
      strides,
      dilations ?? [1, 1],
      pad,
      dimRoundingMode,
      isDepthwise,
    );
    // For each output and each pixel of the kernel, XNNPACK keeps the address of what it sees.
    const addresses = outHeight * outWidth * filterHeight * filterWidth;
    requireRoomToPack(backend, inputs.filter, 4 * addresses);
    if (pad !== 'same') return run(pad);
    return run([
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ]);
  };
  return { ...original, ...wasmKernelConfig(original.kernelName, convolve) };
}
