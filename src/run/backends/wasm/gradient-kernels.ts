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

/** Repeats a tensor along its axes, `reps` times each. The gradient of batch norm tiles whole maps. */
const tile: WasmKernel<'x', TileAttrs> = ({ inputs: { x }, attrs: { reps }, backend }) => {
  const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
  const output = backend.makeOutput(shape, x.dtype);
  if (util.sizeFromShape(shape) === 0) return output;
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(output);

  // Writes the tiled values from `source` along `axis` and the axes after it, and returns the end position.
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

/** `Tile` with block copies; tfjs's own computes an index per element. */
const tileConfig = wasmKernelConfig('Tile', tile);

/**
 * tfjs's kernel `original`, `Conv2D` or `DepthwiseConv2dNative`, with explicit rows and columns of padding for `same`.
 * If XNNPACK computes that padding itself, it reads beyond the input when a kernel is smaller than its stride and the
 * strides leave a row over. Also requires room to pack the filter.
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
    // XNNPACK stores an input address for each output and each pixel of the kernel.
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

/** Returns the same data again. tfjs's own kernel copies it, which is slow for the weights of a large dense layer. */
const identity: WasmKernel<'x', unknown> = ({ inputs: { x }, backend }) => {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
};

/** `Identity` with reference counting, as in tfjs's other backends. */
const identityConfig = wasmKernelConfig('Identity', identity);

/**
 * Registers the kernels that training convolutional networks on tfjs's `wasm` backend needs: those that it lacks, and
 * replacements for those that are slow or wrong. Call it after importing `@tensorflow/tfjs-backend-wasm`; further calls
 * have no effect.
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
