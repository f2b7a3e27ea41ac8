/** Execution providers of ONNX Runtime, by its names. */
export type Provider = 'cpu' | 'cuda' | 'dml' | 'coreml' | 'webgpu';

/** The providers in addition to `cpu` that `onnxruntime-node` may have, by system. */
const bySystem: Readonly<Record<string, readonly Provider[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'cuda', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
};

/** The GPU providers on this system. */
export const gpuProviders: readonly Provider[] = bySystem[process.platform] ?? [];
