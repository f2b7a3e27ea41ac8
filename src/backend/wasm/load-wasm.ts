import { engine, findBackend, ready } from '@tensorflow/tfjs-core';
import { withoutCrashListeners } from './crash-listeners';
import { registerGradientKernels } from './gradient-kernels';
import { enableThreads } from './threads';

const loads = new WeakMap<object, Promise<void>>();

/**
 * Makes tfjs's `wasm` backend ready to train: imports it, registers the gradient kernels and starts it, in Node
 * with threads, without making it the active backend (`setBackend('wasm')` does that). A `wasm` backend that the
 * program has started already is used as it is. Throws an `Error` where WebAssembly cannot start. Works once per
 * tfjs engine; later calls await the first.
 *
 * `threads` bounds the number of threads; the default is one per core, and 4 at most. Threads wait for each other
 * awake: where other programs keep the cores busy, 1 is faster.
 */
export function loadWasm({ threads = Number.POSITIVE_INFINITY }: { threads?: number } = {}): Promise<void> {
  const key = engine();
  const load = loads.get(key) ?? start(threads);
  loads.set(key, load);
  return load;
}

async function start(threads: number): Promise<void> {
  // In Node the package finds its `.wasm` files beside itself, from ESM and CommonJS alike; a page that bundles it
  // tells where they are, with the package's `setWasmPaths`, before.
  const wasmPackage = await import('@tensorflow/tfjs-backend-wasm');
  registerGradientKernels();
  if ('wasm' in engine().registry) return;
  await withoutCrashListeners(async () => {
    await enableThreads(wasmPackage, threads);
    // Looking a backend up starts it and, unlike `setBackend`, leaves the active one as it is.
    if (findBackend('wasm') === null) await ready();
  });
  if (findBackend('wasm') === null) throw new Error('The tfjs backend "wasm" did not start.');
}
