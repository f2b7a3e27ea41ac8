import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine } from '@tensorflow/tfjs-core';
import { BackendError } from '../backend-error';
import { readyBackend } from '../with-backend';

import { registerGradientKernels } from './gradient-kernels';
import { guardHeap } from './heap';
import { enableThreads } from './threads';

const loads = new WeakMap<object, Promise<void>>();

/**
 * Makes tfjs's `wasm` backend ready to train: imports it, registers the gradient kernels and starts it, with threads in
 * Node and on cross-origin isolated pages. Does not make it the current backend (`setBackend('wasm')` does). If the
 * program has already started a `wasm` backend, that one is used. Runs once per tfjs engine; later calls await the
 * first.
 *
 * In Node, the package finds its `.wasm` files in its own folder. On a page, it looks in the folder of the page's
 * script, or where its `setWasmPaths` says.
 *
 * @throws {BackendError} on a page that cannot load the files; an `Error` if WebAssembly cannot start
 *
 * `threads` limits the number of threads. Default: one per core, at most 4. Threads busy-wait for each other, so 1 is
 * faster on a loaded machine.
 */
export function loadWasm({ threads = Number.POSITIVE_INFINITY }: { threads?: number } = {}): Promise<void> {
  const key = engine();
  const load = loads.get(key) ?? start(threads);
  loads.set(key, load);
  return load;
}

async function start(threads: number): Promise<void> {
  const wasmPackage = await import('@tensorflow/tfjs-backend-wasm');
  registerGradientKernels();
  const { registry } = engine();
  if (!('wasm' in registry)) {
    await withoutCrashListeners(async () => {
      if (Number.isFinite(threads)) wasmPackage.setThreadsCount(threads);
      await enableThreads(wasmPackage, threads);
      await readyBackend('wasm').catch((error: unknown) => {
        throw error instanceof Error ? error : filesMissing();
      });
    });
  }
  guardHeap(registry.wasm as BackendWasm);
}

/** If the package cannot load its files, it rejects with a plain object and does not retry. */
function filesMissing(): BackendError {
  return new BackendError(
    "the page cannot load tfjs's .wasm files",
    'serve the folder wasm-out of the package @tensorflow/tfjs-backend-wasm, and call its setWasmPaths(url) with the URL of that folder before training',
  );
}

const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `body` and removes the listeners that Emscripten's modules add to a Node process during it. They rethrow every
 * uncaught error of the program, and Node then prints the module's source, one line of half a megabyte, instead of the
 * error's message.
 */
async function withoutCrashListeners<Result>(body: () => Promise<Result>): Promise<Result> {
  const host = globalThis.process;
  if (typeof host?.listeners !== 'function') return body();
  const before = new Set(events.flatMap((event) => listenersOf(host, event)));
  try {
    return await body();
  } finally {
    for (const event of events) {
      for (const listener of listenersOf(host, event)) {
        if (!before.has(listener) && isEmscripten(listener)) host.removeListener(event, listener);
      }
    }
  }
}

type Listener = (...args: unknown[]) => void;

function listenersOf(host: NodeJS.Process, event: string): Listener[] {
  return host.listeners(event as 'uncaughtException') as Listener[];
}

function isEmscripten(listener: Listener): boolean {
  return /^function\s*\((?:ex|reason)\)\s*\{.*throw (?:ex|reason);?\s*\}+$/s.test(String(listener));
}
