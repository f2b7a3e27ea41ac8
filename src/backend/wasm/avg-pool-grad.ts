import type { AvgPoolGradAttrs } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { heapOf, type WasmKernel, wasmKernelConfig } from './composition';

/**
 * The gradient of average pooling: each window spreads its `dy` evenly over the pixels that it averaged, the
 * padding not among them; tfjs's kernels divide by the whole window, padding included.
 */
const avgPoolGrad: WasmKernel<'dy' | 'input', AvgPoolGradAttrs> = ({
  inputs: { dy, input },
  attrs,
  backend,
}) => {
  const info = backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
  );
  const output = backend.makeOutput(input.shape, 'float32');
  const gradient = heapOf(backend, dy);
  const dx = heapOf(backend, output).fill(0);
  const { inHeight, inWidth, inChannels: channels } = info;
  let window = 0;
  for (let image = 0; image < info.batchSize; image++) {
    for (let row = 0; row < info.outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top;
      const rowBegin = Math.max(top, 0);
      const rowEnd = Math.min(top + info.filterHeight, inHeight);
      for (let column = 0; column < info.outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left;
        const columnBegin = Math.max(left, 0);
        const columnEnd = Math.min(left + info.filterWidth, inWidth);
        const share = 1 / ((rowEnd - rowBegin) * (columnEnd - columnBegin));
        for (let y = rowBegin; y < rowEnd; y++) {
          for (let x = columnBegin; x < columnEnd; x++) {
            const pixel = ((image * inHeight + y) * inWidth + x) * channels;
            for (let channel = 0; channel < channels; channel++) {
              dx[pixel + channel] =
                (dx[pixel + channel] as number) + (gradient[window + channel] as number) * share;
            }
          }
        }
        window += channels;
      }
    }
  }
  return output;
};

/** `AvgPoolGrad`, NHWC. */
export const avgPoolGradConfig = wasmKernelConfig('AvgPoolGrad', avgPoolGrad);
