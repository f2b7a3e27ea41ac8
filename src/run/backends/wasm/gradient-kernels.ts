import { getKernel, type KernelConfig, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { avgPoolGradConfig } from './avg-pool-grad';
import { batchMatMulConfig } from './batch-mat-mul';
import { conv2DBackpropFilterConfig } from './conv2d-backprop-filter';
import { conv2DBackpropInputConfig } from './conv2d-backprop-input';
import { depthwiseConv2dBackpropFilterConfig } from './depthwise-conv2d-backprop-filter';
import { depthwiseConv2dBackpropInputConfig } from './depthwise-conv2d-backprop-input';
import { identityConfig } from './identity';
import { maxPoolGradConfig } from './max-pool-grad';
import { meanConfig, sumConfig } from './reduce-leading-axes';
import { samePaddingConfig } from './same-padding';
import { tileConfig } from './tile';

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
