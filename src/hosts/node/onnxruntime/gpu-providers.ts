/** What ONNX Runtime computes with, by its names. */
export type Provider = 'cpu' | 'cuda' | 'dml' | 'coreml' | 'webgpu';

/** The providers besides `cpu` that `onnxruntime-node` may have, by system. */
const bySystem: Readonly<Record<string, readonly Provider[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'cuda', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
};

/** Those on this one. */
export const gpuProviders: readonly Provider[] = bySystem[process.platform] ?? [];
