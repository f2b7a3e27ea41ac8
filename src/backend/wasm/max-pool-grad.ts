import type { MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { heapOf, type WasmKernel, wasmKernelConfig } from './composition';
import { eachPoolWindow } from './pool-windows';

/**
 * The gradient of max pooling: each window gives its `dy` to its first maximum in row-major order, as TensorFlow
 * does on CPUs; what several windows give to one pixel adds up.
 */
const maxPoolGrad: WasmKernel<'dy' | 'input', MaxPoolGradAttrs> = ({
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
    attrs.dimRoundingMode,
  );
  const output = backend.makeOutput(input.shape, 'float32');
  const x = heapOf(backend, input);
  const gradient = heapOf(backend, dy);
  const dx = heapOf(backend, output).fill(0);
  const { inHeight, inWidth, inChannels: channels } = info;
  let at = 0;
  eachPoolWindow(info, ({ image, rowBegin, rowEnd, columnBegin, columnEnd }) => {
    const first = ((image * inHeight + rowBegin) * inWidth + columnBegin) * channels;
    for (let channel = 0; channel < channels; channel++) {
      let largest = first + channel;
      let maximum = x[largest] as number;
      for (let y = rowBegin; y < rowEnd; y++) {
        const line = ((image * inHeight + y) * inWidth + columnBegin) * channels + channel;
        const lineEnd = line + (columnEnd - columnBegin) * channels;
        for (let pixel = line; pixel < lineEnd; pixel += channels) {
          const value = x[pixel] as number;
          if (value > maximum) {
            maximum = value;
            largest = pixel;
          }
        }
      }
      dx[largest] = (dx[largest] as number) + (gradient[at++] as number);
    }
  });
  return output;
};

/** `MaxPoolGrad`, NHWC; replaces tfjs's, whose scan from the pixels' side is slower. */
export const maxPoolGradConfig = wasmKernelConfig('MaxPoolGrad', maxPoolGrad);
