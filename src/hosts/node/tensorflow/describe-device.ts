import { add, engine, tidy } from '@tensorflow/tfjs-core';
import type { Device } from '../../../run/backends/tfjs-backend';
import { withBackend } from '../../../run/backends/with-backend';
import type { Gpu } from './first-gpu';
import { nodeModules } from './node-modules';

/** What is read of tfjs-node's backend. */
interface TfjsNodeBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * The device that the started backend runs on, after a first operation that shows that it does; `gpu` is the one that
 * it would take. Throws what the operation throws.
 */
export function describeDevice(gpu: Gpu | undefined): Device {
  const backend = engine().findBackend('tensorflow') as unknown as TfjsNodeBackend;
  withBackend('tensorflow', () => tidy(() => add(1, 1).dataSync()));
  const library = `TensorFlow ${backend.binding.TF_Version}`;
  if (backend.isUsingGpuDevice) {
    const device = `${gpu?.name ?? 'GPU'}, ${library}`;
    return gpu?.freeBytes === undefined ? { device } : { device, memoryBytes: gpu.freeBytes };
  }
  const lost = backend.isGPUPackage || gpu ? ', which finds no GPU that it can use' : '';
  return { device: `CPU, ${library}${lost}`, memoryBytes: freeMemory() };
}

/** Bytes of main memory that this process may still take. */
function freeMemory(): number {
  return process.availableMemory?.() ?? nodeModules().os.freemem();
}
