import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine } from '@tensorflow/tfjs-core';
import { BackendError } from '../backend-error';
import { readyBackend } from '../with-backend';
import { registerGradientKernels } from './gradient-kernels';
import { guardHeap } from './heap';

const loads = new WeakMap<object, Promise<void>>();

/** What a host does for tfjs's WebAssembly backend beyond what tfjs does itself. */
export interface WasmHost {
  /** Bytes of memory that this process may use; absent where the host does not report it. */
  memoryBytes?(): number;
  /**
   * Calls `start`, which starts the backend, after preparing whatever tfjs does not set up on this host.
   *
   * @param threads the most threads to use; may be infinite
   */
  starting?(wasmPackage: WasmPackage, threads: number, start: () => Promise<void>): Promise<void>;
}

type WasmPackage = typeof import('@tensorflow/tfjs-backend-wasm');

/**
 * Makes tfjs's `wasm` backend ready to train: imports it, registers the gradient kernels and starts it, with threads in
 * Node and on cross-origin isolated pages. Does not make it the current backend (`setBackend('wasm')` does). If the
 * program has already started a `wasm` backend, that one is used. Runs once per tfjs engine; later calls await the
 * first.
 *
 * In Node, the package finds its `.wasm` files in its own folder. Bundled for a page, it requests them from the page's
 * folder (in a worker, from that of its script), unless the program has set their URLs with `setWasmPaths`.
 *
 * @param options.threads the most threads to use (default: one per core, at most 4). Threads busy-wait, so 1 is faster
 * on a loaded machine.
 * @throws {BackendError} on a page that cannot load the files; an `Error` if WebAssembly cannot start
 */
export function loadWasm(
  host: WasmHost = {},
  { threads = Number.POSITIVE_INFINITY }: { threads?: number } = {},
): Promise<void> {
  const key = engine();
  const load = loads.get(key) ?? prepare(host, threads);
  loads.set(key, load);
  return load;
}

async function prepare(host: WasmHost, threads: number): Promise<void> {
  const wasmPackage = await import('@tensorflow/tfjs-backend-wasm');
  registerGradientKernels();
  const { registry } = engine();
  if (!('wasm' in registry)) {
    const start = () => {
      const begun = performance.now();
      return readyBackend('wasm').catch((error: unknown) => {
        throw error instanceof Error ? error : filesMissing(begun);
      });
    };
    if (Number.isFinite(threads)) wasmPackage.setThreadsCount(threads);
    await (host.starting?.(wasmPackage, threads, start) ?? start());
  }
  guardHeap(registry.wasm as BackendWasm);
}

/** If the package cannot load its files, it rejects with a plain object and does not retry. */
function filesMissing(since: number): BackendError {
  return new BackendError(
    `the page cannot load ${requestedFile(since) ?? "tfjs's .wasm files"}`,
    'serve the folder wasm-out of the package @tensorflow/tfjs-backend-wasm, and call its setWasmPaths(url) with the URL of that folder before training',
  );
}

/**
 * The last `.wasm` file that was requested since a time, with the status of a refusal. tfjs doesn't tell, but the browser
 * lists requests until its buffer is full.
 */
function requestedFile(since: number): string | undefined {
  const last = performance
    .getEntriesByType('resource')
    .filter(({ name, startTime }) => startTime >= since && /\.wasm$/.test(new URL(name).pathname))
    .at(-1);
  if (last === undefined) return undefined;
  const status = 'responseStatus' in last ? last.responseStatus : 0;
  if (status === 200) return `"${last.name}": its contents are not WebAssembly`;
  return `"${last.name}"${status ? ` (status ${status})` : ''}`;
}
