import { styleText } from 'node:util';
import type { Paint } from '../base/diagnostics/render/text';
import type { UserError } from '../base/diagnostics/user-error';
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

/** Colours for a sink: on a terminal only, and not where NO_COLOR is set; FORCE_COLOR decides before both. */
export function paintFor(sink: TextSink, env: CliIo['env']): Paint {
  const { FORCE_COLOR: forced, NO_COLOR: never, TERM } = env;
  const wanted =
    forced === undefined ? sink.isTTY === true && !never && TERM !== 'dumb' : !/^(0|false)$/.test(forced);
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}

/** An error that the user can mend, as the program prints it. */
export function errorText({ message, hint }: Pick<UserError, 'message' | 'hint'>, paint: Paint): string {
  return `${paint('red', 'error')}: ${message}\n${hint === undefined ? '' : `  = ${paint('bold', 'hint')}: ${hint}\n`}`;
}

/**
 * Under npm a Ctrl-C arrives twice, from the terminal and passed on by npm; signals that come within this many
 * milliseconds are one.
 */
const oneMoment = 1_000;

/** A handler of Ctrl-C that calls `first` once, and `again` when it is meant once more. */
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

/** Somebody pressed Ctrl-C where nothing had been begun that is to be saved. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** Asks on a terminal; what is written goes to stderr. Ctrl-C in a question is an {@link InterruptedError}. */
async function terminalAsker(): Promise<Asker> {
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
