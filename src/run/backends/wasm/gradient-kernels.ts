import {
  backend_util,
  type Conv2DAttrs,
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  type TileAttrs,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';
import { type WasmKernel, wasmKernelConfig } from './composition';
import { conv2DBackpropFilterConfig, depthwiseConv2dBackpropFilterConfig } from './conv-backprop-filter';
import { conv2DBackpropInputConfig, depthwiseConv2dBackpropInputConfig } from './conv-backprop-input';
import { batchMatMulConfig, meanConfig, sumConfig } from './dense-kernels';
import { requireRoomToPack } from './heap';
import { avgPoolGradConfig, maxPoolGradConfig } from './pool-grads';

/** Repeats a tensor along its axes, `reps` times each; the gradient of batch normalization tiles whole maps. */
const tile: WasmKernel<'x', TileAttrs> = ({ inputs: { x }, attrs: { reps }, backend }) => {
  const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
  const output = backend.makeOutput(shape, x.dtype);
  if (util.sizeFromShape(shape) === 0) return output;
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(output);

  // Writes what `source` is followed by along `axis` and the axes after it, tiled, and returns where it ends.
  const write = (axis: number, source: number, target: number): number => {
    const inner = util.sizeFromShape(x.shape.slice(axis + 1));
    const size = x.shape[axis] ?? 1;
    let end = target;
    if (axis >= x.shape.length - 1) {
      to.set(from.subarray(source, source + size), target);
      end += size;
    } else {
      for (let index = 0; index < size; index++) end = write(axis + 1, source + index * inner, end);
    }
    const block = end - target;
    for (let copy = 1; copy < (reps[axis] ?? 1); copy++) {
      to.copyWithin(end, target, target + block);
      end += block;
    }
    return end;
  };
  write(0, 0, 0);
  return output;
};

/** `Tile` as block copies, where tfjs's own computes an index per element. */
const tileConfig = wasmKernelConfig('Tile', tile);

/**
 * `Conv2D` or `DepthwiseConv2dNative` as tfjs's own kernel `original` does it, with the padding `same` written out in
 * rows and columns: XNNPACK, left to work it out itself, reads beyond the input when a kernel is smaller than its
 * stride and the strides leave a row over. There must be room to pack the filter.
 */
function samePaddingConfig(original: KernelConfig): KernelConfig {
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

/** The same data once more. tfjs's own copies them, which for the weights of a large dense layer takes a while. */
const identity: WasmKernel<'x', unknown> = ({ inputs: { x }, backend }) => {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
};

/** `Identity` by counting references, as tfjs's other backends do. */
const identityConfig = wasmKernelConfig('Identity', identity);

/**
 * Registers the kernels with which convolutional networks train on tfjs's `wasm` backend: those that it lacks, and
 * replacements for those of its own that are slow or wrong. Call it after `@tensorflow/tfjs-backend-wasm` has been
 * imported; calling it again changes nothing.
 */
export function registerGradientKernels(): void {
  if (getKernel(conv2DBackpropFilterConfig.kernelName, 'wasm') === conv2DBackpropFilterConfig) return;
  const kernels: readonly KernelConfig[] = [
    avgPoolGradConfig,
    batchMatMulConfig,
    conv2DBackpropFilterConfig,
    conv2DBackpropInputConfig,
    samePaddingConfig(getKernel('Conv2D', 'wasm')),
    samePaddingConfig(getKernel('DepthwiseConv2dNative', 'wasm')),
    depthwiseConv2dBackpropFilterConfig,
    depthwiseConv2dBackpropInputConfig,
    identityConfig,
    maxPoolGradConfig,
    meanConfig(getKernel('Mean', 'wasm')),
    sumConfig(getKernel('Sum', 'wasm')),
    tileConfig,
  ];
  for (const kernel of kernels) {
    if (getKernel(kernel.kernelName, 'wasm') !== undefined) unregisterKernel(kernel.kernelName, 'wasm');
    registerKernel(kernel);
  }
}
