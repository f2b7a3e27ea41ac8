import type { Plugin } from '../run/plugin';
import type { Asker } from './init/ask';

/** What the program touches of its process; tests give one in memory. */
export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>;
  /** Calls `handler` on Ctrl-C (and on SIGTERM) until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
  /** The module with which threads check specs; without it one thread does. */
  readonly checkThread?: URL;
  /** What `--plugin` brought: `main` gives it to the commands. */
  readonly plugins?: readonly Plugin[];
  /** Who is asked where something is to be chosen; absent where nobody sits before a terminal. */
  readonly asker?: () => Promise<Asker>;
  /** Ends the process at once. */
  quit(code: number): void;
}

export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export const exitCodes = {
  clean: 0,
  /** The spec, the data or the run has problems; they were printed. */
  problems: 1,
  usage: 2,
  /** A defect of the program. */
  failure: 3,
  /** Stopped by Ctrl-C, everything saved; 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** The process's own streams and signals. A reader that has had enough, such as `head`, is no error. */
export function processIo(checkThread: URL): CliIo {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    checkThread,
    ...(process.stdin.isTTY && process.stderr.isTTY
      ? { asker: async () => (await import('./terminal-asker')).terminalAsker() }
      : {}),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    async readStdin() {
      const chunks: Uint8Array[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    },
    onInterrupt(handler) {
      process.on('SIGINT', handler);
      process.on('SIGTERM', handler);
      return () => {
        process.off('SIGINT', handler);
        process.off('SIGTERM', handler);
      };
    },
    quit: (code) => process.exit(code),
  };
}
