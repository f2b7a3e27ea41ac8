import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine } from '@tensorflow/tfjs-core';
import { BackendError } from '../backend-error';
import { readyBackend } from '../with-backend';

import { registerGradientKernels } from './gradient-kernels';
import { guardHeap } from './heap';
import { enableThreads } from './threads';

const loads = new WeakMap<object, Promise<void>>();

/**
 * Makes tfjs's `wasm` backend ready to train: imports it, registers the gradient kernels and starts it, in Node and on
 * pages that are cross-origin isolated with threads, without making it the active backend (`setBackend('wasm')` does
 * that). A `wasm` backend that the program has started already is used as it is. Works once per tfjs engine; later
 * calls await the first.
 *
 * In Node the package finds its `.wasm` files beside itself. On a page it looks beside the page's script, unless its
 * `setWasmPaths` was told where they are.
 *
 * @throws {BackendError} on a page that does not find the files; an `Error` where WebAssembly cannot start
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

/** The package rejects with a plain object where it cannot load its files, and does not try again. */
function filesMissing(): BackendError {
  return new BackendError(
    "the page does not find tfjs's .wasm files",
    'serve the folder wasm-out of the package @tensorflow/tfjs-backend-wasm, and call its setWasmPaths(url) with the URL of that folder before training',
  );
}

const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `body` and takes away the listeners that Emscripten's modules add to a Node process meanwhile. Those rethrow
 * whatever error the program, of which they know nothing, did not catch, and Node then prints the module's source,
 * one line of half a megabyte, where the error's message should be.
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
