import type { Backend } from '../../../run/backends/backend';
import { onnxruntimeOn } from '../../../run/backends/onnxruntime/onnxruntime';
import { gpuProviders } from './gpu-providers';

/** ONNX Runtime through the package `onnxruntime-node`, which the user installs. */
export const onnxruntime: Backend = onnxruntimeOn({
  home: 'node',
  gpuProviders,
  remedy: 'npm install onnxruntime-node@latest',
  openProvider: async (provider) => (await import('./providers')).openProvider(provider),
});
