import type { Backend } from '../backend';
import { BackendError } from '../backend-error';
import { tfjsBackend } from '../tfjs-backend';

/** WebAssembly with this project's gradient kernels. Runs wherever Node or a browser does. */
export const wasm: Backend = { ...withThreads(), onDevice: (device) => withThreads(device) };

/** Uses as many threads as the machine and tfjs allow, or the given number: `2` for `wasm:2`. */
function withThreads(wanted?: string): Backend {
  return tfjsBackend({
    name: 'wasm',
    accelerator: 'cpu',

    async load() {
      const { loadWasm } = await import('./load-wasm');
      if (wanted === undefined) return loadWasm();
      if (!/^[1-9]\d*$/.test(wanted)) {
        throw new BackendError(`"${wanted}" is not a number of threads`, 'use wasm:1, wasm:2, … or wasm');
      }
      const most = Number(wanted);
      await loadWasm({ threads: most });
      const started = await threadCount();
      if (started <= most) return;
      throw new BackendError(
        `it has already started with ${threadsText(started)} in this process`,
        `use wasm, or start a separate process for wasm:${wanted}`,
      );
    },

    async describe() {
      const { memoryForTraining } = await import('./heap');
      return {
        device: `CPU, WebAssembly, ${threadsText(await threadCount())}`,
        memoryBytes: memoryForTraining(),
      };
    },

    remedy: 'install the package @tensorflow/tfjs-backend-wasm, and use a runtime that supports WebAssembly',
  });
}

async function threadCount(): Promise<number> {
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  return getThreadsCount();
}

function threadsText(count: number): string {
  return count === 1 ? '1 thread' : `${count} threads`;
}
