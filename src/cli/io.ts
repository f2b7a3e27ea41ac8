import { styleText } from 'node:util';
import type { Paint } from '../base/diagnostics/render/text';
import type { UserError } from '../base/diagnostics/user-error';
import type { Plugin } from '../run/plugin';
import type { Asker } from './init/ask';

/** The program's access to its process; tests pass one in memory. */
export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads all of standard input. */
  readStdin(): Promise<Uint8Array>;
  /** Calls `handler` on Ctrl-C (and on SIGTERM) until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
  /** The module that threads run to check specs; without it, all specs are checked on the main thread. */
  readonly checkThread?: URL;
  /** The plugins given with `--plugin`, which `main` passes to the commands. */
  readonly plugins?: readonly Plugin[];
  /** Creates the prompts for interactive choices; absent if the program does not run in a terminal. */
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
  /** A bug in the program. */
  failure: 3,
  /** Stopped by Ctrl-C with everything saved; 128 + SIGINT, as in shells. */
  interrupted: 130,
} as const;

/** The streams and signals of this process. A closed pipe (as with `head`) is not an error. */
export function processIo(checkThread: URL): CliIo {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    checkThread,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { asker: terminalAsker } : {}),
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

/** Colors for a sink: only on a terminal and without NO_COLOR. FORCE_COLOR overrides both. */
export function paintFor(sink: TextSink, env: CliIo['env']): Paint {
  const { FORCE_COLOR: forced, NO_COLOR: never, TERM } = env;
  const wanted =
    forced === undefined ? sink.isTTY === true && !never && TERM !== 'dumb' : !/^(0|false)$/.test(forced);
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

/** Formats an error that the user can fix. */
export function errorText({ message, hint }: Pick<UserError, 'message' | 'hint'>, paint: Paint): string {
  return `${paint('red', 'error')}: ${message}\n${hint === undefined ? '' : `  = ${paint('bold', 'hint')}: ${hint}\n`}`;
}

/**
 * Under npm, Ctrl-C arrives twice: from the terminal, and forwarded by npm. Signals within this many milliseconds count
 * as one.
 */
const oneMoment = 1_000;

/** Creates a Ctrl-C handler that calls `first` on the first press and `again` on later ones. */
export function createInterruptHandler(
  actions: { first(): void; again(): void },
  now: () => number = Date.now,
): () => void {
  let begun: number | undefined;
  return () => {
    if (begun === undefined) {
      begun = now();
      actions.first();
    } else if (now() - begun > oneMoment) actions.again();
  };
}

/** Ctrl-C was pressed before there was anything to save. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Prompts in a terminal, on stderr. Ctrl-C at a prompt throws an {@link InterruptedError}. */
export async function terminalAsker(): Promise<Asker> {
  const { confirm, input, select } = await import('@inquirer/prompts');
  const context = { output: process.stderr };
  return {
    select: (message, choices, proposed) =>
      answered(select({ message, choices, default: proposed, pageSize: 14 }, context)),
    text: (message, proposed, fault) =>
      answered(input({ message, default: proposed, validate: (answer) => fault(answer) ?? true }, context)),
    confirm: (message, proposed) => answered(confirm({ message, default: proposed }, context)),
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Error && error.name === 'ExitPromptError' ? new InterruptedError() : error;
  }
}
