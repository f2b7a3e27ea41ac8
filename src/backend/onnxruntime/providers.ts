import { availableParallelism } from 'node:os';
import { alternatives } from '../../diagnostics/suggest';
import { BackendError } from '../backend-error';
import { loadOnnxRuntime } from './load-onnxruntime';
import type { Device } from './program';

/** What ONNX Runtime computes with: its words for them, and ours. */
export const providers = {
  cpu: 'CPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
} as const;
export type Provider = keyof typeof providers;

/** A provider that is ready to run graphs. */
export interface OpenedProvider {
  /** In words. */
  readonly device: string;
  readonly software?: boolean;
  readonly hardware: Device;
}

/** @param wanted `cpu` unless given @throws BackendError on an unknown provider, and on one that does not start here */
export async function openProvider(wanted = 'cpu'): Promise<OpenedProvider> {
  const runtime = await loadOnnxRuntime();
  if (!isProvider(wanted)) {
    throw new BackendError(
      `"${wanted}" is no provider of ONNX Runtime`,
      `use ${alternatives(Object.keys(providers).map((name) => `onnxruntime:${name}`))}`,
    );
  }
  const version = runtime.env.versions.node;
  return {
    device: `${providers[wanted]}, ONNX Runtime ${version}, ${availableParallelism()} threads`,
    hardware: { runtime, options: { executionProviders: [wanted], logSeverityLevel: 3 } },
  };
}

function isProvider(name: string): name is Provider {
  return name in providers;
}
