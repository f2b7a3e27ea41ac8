import { tfjsBackend } from './tfjs-backend';
import { loadWasm } from './wasm/load-wasm';

/** WebAssembly with the gradient kernels of this project: runs wherever Node and browsers do. */
export const wasm = tfjsBackend({
  name: 'wasm',
  accelerator: 'cpu',
  load: loadWasm,
  describe: async () => {
    const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    const threads = getThreadsCount();
    return `CPU, WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  },
  remedy: 'install the package @tensorflow/tfjs-backend-wasm, and use a runtime with WebAssembly',
});
