import { execFile } from 'node:child_process';
import { freemem } from 'node:os';
import { promisify } from 'node:util';
import { add, engine, tidy } from '@tensorflow/tfjs-core';
import type { Device } from '../../../run/backends/tfjs-backend';
import { withBackend } from '../../../run/backends/with-backend';

export interface Gpu {
  readonly name: string;
  /** Bytes of free memory; absent if the driver does not report it. */
  readonly freeBytes?: number;
}

const MEBIBYTE = 2 ** 20;

/**
 * The GPU that TensorFlow would use (the first one visible in `CUDA_VISIBLE_DEVICES`), as described by NVIDIA's driver.
 * `undefined` if there is no such driver, or it does not respond within five seconds.
 */
export async function firstGpu(): Promise<Gpu | undefined> {
  const [visible] = (process.env.CUDA_VISIBLE_DEVICES ?? '').split(',');
  const query = ['--query-gpu=name,memory.free', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      visible ? [...query, `--id=${visible}`] : query,
      { timeout: 5_000 },
    );
    const [, name, free] = /^(.+?), *(.+)$/m.exec(stdout) ?? [];
    if (name === undefined) return undefined;
    const mebibytes = Number(free);
    return Number.isNaN(mebibytes) ? { name } : { name, freeBytes: mebibytes * MEBIBYTE };
  } catch {
    return undefined;
  }
}

/** The properties of tfjs-node's backend that are used. */
interface TfjsNodeBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * Describes the device of the started backend, after a first operation to check that it works. Throws what the operation
 * throws.
 *
 * @param gpu the GPU that it would use
 */
export function describeDevice(gpu: Gpu | undefined): Device {
  const backend = engine().findBackend('tensorflow') as unknown as TfjsNodeBackend;
  withBackend('tensorflow', () => tidy(() => add(1, 1).dataSync()));
  const library = `TensorFlow ${backend.binding.TF_Version}`;
  if (backend.isUsingGpuDevice) {
    const device = `${gpu?.name ?? 'GPU'}, ${library}`;
    return gpu?.freeBytes === undefined ? { device } : { device, memoryBytes: gpu.freeBytes };
  }
  const lost = backend.isGPUPackage || gpu ? ', which found no usable GPU' : '';
  return { device: `CPU, ${library}${lost}`, memoryBytes: freeMemory() };
}

/** Bytes of main memory available to this process. */
function freeMemory(): number {
  return process.availableMemory?.() ?? freemem();
}
