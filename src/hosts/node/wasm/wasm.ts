import { totalmem } from 'node:os';
import type { WasmHost } from '../../../run/backends/wasm/load-wasm';
import { wasmOn } from '../../../run/backends/wasm/wasm';
import { enableThreads } from './threads';

/** tfjs's WebAssembly backend in Node: with threads, which tfjs starts in browsers only. */
export const nodeWasm: WasmHost = {
  // 0 where nothing constrains the process.
  memoryBytes: () => Math.min(totalmem(), process.constrainedMemory?.() || Number.POSITIVE_INFINITY),
  starting: (wasmPackage, threads, start) =>
    withoutCrashListeners(async () => {
      await enableThreads(wasmPackage, threads);
      await start();
    }),
};

export const wasm = wasmOn(nodeWasm);

const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `body` and removes the listeners that Emscripten's modules add to the process during it. They rethrow every
 * uncaught error of the program, and Node then prints the module's source, one line of half a megabyte, instead of
 * the error's message.
 */
async function withoutCrashListeners<Result>(body: () => Promise<Result>): Promise<Result> {
  const before = new Set(events.flatMap(listenersOf));
  try {
    return await body();
  } finally {
    for (const event of events) {
      for (const listener of listenersOf(event)) {
        if (!before.has(listener) && isEmscripten(listener)) process.removeListener(event, listener);
      }
    }
  }
}

type Listener = (...args: unknown[]) => void;

function listenersOf(event: string): Listener[] {
  return process.listeners(event as 'uncaughtException') as Listener[];
}

function isEmscripten(listener: Listener): boolean {
  return /^function\s*\((?:ex|reason)\)\s*\{.*throw (?:ex|reason);?\s*\}+$/s.test(String(listener));
}
