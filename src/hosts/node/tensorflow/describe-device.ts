import { execFile } from 'node:child_process';
import { freemem } from 'node:os';
import { promisify } from 'node:util';
import { add, engine, tidy } from '@tensorflow/tfjs-core';
import type { Device } from '../../../run/backends/tfjs-backend';
import { withBackend } from '../../../run/backends/with-backend';

export interface Gpu {
  readonly name: string;
  /** Bytes of its memory that no program has taken; absent where the driver does not tell. */
  readonly freeBytes?: number;
}

const MEBIBYTE = 2 ** 20;

/**
 * The GPU that TensorFlow would take, the first that `CUDA_VISIBLE_DEVICES` leaves, as NVIDIA's driver describes it.
 * `undefined` where there is no such driver, or no answer within five seconds.
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
  return process.availableMemory?.() ?? freemem();
}
