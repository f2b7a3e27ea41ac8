import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { batchMatMulConfig } from './batch-mat-mul';
import { type WasmKernel, wasmKernelConfig } from './composition';
import { conv2DBackpropInputConfig, depthwiseConv2dBackpropInputConfig } from './conv-backprop-input';
import { conv2DBackpropFilterConfig } from './conv2d-backprop-filter';
import { depthwiseConv2dBackpropFilterConfig } from './depthwise-conv2d-backprop-filter';
import { avgPoolGradConfig, maxPoolGradConfig } from './pool-grads';
import { meanConfig, sumConfig } from './reduce-leading-axes';
import { samePaddingConfig } from './same-padding';
import { tileConfig } from './tile';

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
