import { counted } from '../../../base/text/words';
import type { Backend } from '../backend';
import { BackendError } from '../backend-error';
import { tfjsBackend } from '../tfjs-backend';
import type { WasmHost } from './load-wasm';

/**
 * WebAssembly with this project's gradient kernels. Runs wherever Node or a browser does. Uses as many threads as the
 * machine and tfjs allow; the part of its name after the colon is the most to use: `2` for `wasm:2`.
 */
export function wasmOn(host: WasmHost): Backend {
  return { ...withThreads(host), onDevice: (device) => withThreads(host, device) };
}

function withThreads(host: WasmHost, wanted?: string): Backend {
  return tfjsBackend({
    name: 'wasm',
    accelerator: 'cpu',

    async load() {
      const { loadWasm } = await import('./load-wasm');
      if (wanted === undefined) return loadWasm(host);
      if (!/^[1-9]\d*$/.test(wanted)) {
        throw new BackendError(`"${wanted}" is not a number of threads`, 'use wasm:1, wasm:2, … or wasm');
      }
      const most = Number(wanted);
      await loadWasm(host, { threads: most });
      const started = await threadCount();
      if (started <= most) return;
      throw new BackendError(
        `it has already started with ${counted(started, 'thread')} in this process`,
        `use wasm, or start a separate process for wasm:${wanted}`,
      );
    },

    async describe() {
      const { memoryForTraining } = await import('./heap');
      return {
        device: `CPU, WebAssembly, ${counted(await threadCount(), 'thread')}`,
        memoryBytes: memoryForTraining(host.memoryBytes?.()),
      };
    },

    remedy: 'install the package @tensorflow/tfjs-backend-wasm, and use a runtime that supports WebAssembly',
  });
}

async function threadCount(): Promise<number> {
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  return getThreadsCount();
}
