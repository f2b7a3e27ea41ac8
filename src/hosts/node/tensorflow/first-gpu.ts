import type { NodeModules } from './node-modules';

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
export async function firstGpu({ childProcess, util }: NodeModules): Promise<Gpu | undefined> {
  const [visible] = (process.env.CUDA_VISIBLE_DEVICES ?? '').split(',');
  const query = ['--query-gpu=name,memory.free', '--format=csv,noheader,nounits'];
  try {
    const { stdout } = await util.promisify(childProcess.execFile)(
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
