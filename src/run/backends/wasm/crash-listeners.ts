const events = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Runs `body` and takes away the listeners that Emscripten's modules add to a Node process meanwhile. Those rethrow
 * whatever error the program, of which they know nothing, did not catch, and Node then prints the module's source,
 * one line of half a megabyte, where the error's message should be.
 */
export async function withoutCrashListeners<Result>(body: () => Promise<Result>): Promise<Result> {
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
