import type { AvgPoolGradAttrs } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { heapOf, type WasmKernel, wasmKernelConfig } from './composition';
import { eachPoolWindow } from './pool-windows';

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
  let at = 0;
  eachPoolWindow(info, ({ image, rowBegin, rowEnd, columnBegin, columnEnd }) => {
    const share = 1 / ((rowEnd - rowBegin) * (columnEnd - columnBegin));
    for (let y = rowBegin; y < rowEnd; y++) {
      for (let x = columnBegin; x < columnEnd; x++) {
        const pixel = ((image * inHeight + y) * inWidth + x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          dx[pixel + channel] = (dx[pixel + channel] as number) + (gradient[at + channel] as number) * share;
        }
      }
    }
    at += channels;
  });
  return output;
};

/** `AvgPoolGrad`, NHWC. */
export const avgPoolGradConfig = wasmKernelConfig('AvgPoolGrad', avgPoolGrad);
