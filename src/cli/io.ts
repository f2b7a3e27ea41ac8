import { styleText } from 'node:util';
import type { Paint } from '../base/diagnostics/render/text';
import { systemCode } from '../base/diagnostics/system-error';
import type { UserError } from '../base/diagnostics/user-error';
import { escapeColored, escapeLine, escapeLines } from '../base/text/escape';
import type { Plugin } from '../run/plugin';
import type { Asker } from './init/ask';

/** The program's access to its process; tests pass one in memory. */
export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /**
   * Standard output without escapes, for text in a format that has its own: workflow commands, and the spec that
   * `--fix -` passes on. `runCommandLine` makes `stdout` and `stderr` escape everything else.
   */
  readonly unescaped?: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads all of standard input. */
  readStdin(): Promise<Uint8Array>;
  /** Calls `handler` on Ctrl-C (and on SIGTERM) until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
  /** The program that threads run with {@link checkThreadFlag}; without it, all specs are checked on the main thread. */
  readonly checkThread?: URL;
  /** The plugins given with `--plugin`, which `main` passes to the commands. */
  readonly plugins?: readonly Plugin[];
  /** Creates the prompts for interactive choices; `undefined` if the program does not run in a terminal. */
  readonly asker?: () => Promise<Asker | undefined>;
  /** Ends the process at once. */
  quit(code: number): void;
}

export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** The error of an earlier write, unless the reader has closed the pipe; `undefined` if all were successful. */
  failure?(): Promise<unknown>;
}

/** The argument that makes the program `check` a thread of another. */
export const checkThreadFlag = '--check-thread';

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

/** The streams and signals of this process. */
export function processIo(checkThread: URL, askInTerminal?: () => Promise<Asker>): CliIo {
  return {
    checkThread,
    asker: async () => (process.stdin.isTTY && process.stderr.isTTY ? askInTerminal?.() : undefined),
    stdout: lazySink('stdout'),
    stderr: lazySink('stderr'),
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

/**
 * A stream of the process, opened on first use: to open one, Node loads its code for sockets and terminals. A stream that
 * cannot be written to never ends the program, because a run may be in progress. What is lost is the output after that.
 */
function lazySink(name: 'stdout' | 'stderr'): TextSink {
  let opened: NodeJS.WriteStream | undefined;
  let failure: unknown;
  const open = () => {
    opened ??= process[name].on('error', fail);
    return opened;
  };
  // Whoever closes a pipe (as `head` does) has read enough.
  const fail = (error: unknown) => {
    if (systemCode(error) !== 'EPIPE') failure ??= error;
  };
  return {
    write(text) {
      try {
        return open().write(text);
      } catch (error) {
        return fail(error);
      }
    },
    get isTTY() {
      return open().isTTY;
    },
    get columns() {
      return open().columns;
    },
    async failure() {
      // A write to a pipe fails later.
      if (opened) await new Promise<void>((done) => opened?.write('', () => done()));
      return failure;
    },
  };
}

/** Erases the current line of a terminal. */
export const eraseLine = '\r\u001b[K';

/**
 * A sink that escapes control characters and other invisible ones, whatever text they come from: no text can move the
 * cursor, change the title of a terminal or start a command of a CI system. Keeps line breaks and, if `io` has them, our
 * colors and {@link eraseLine}. Text that belongs on one line must be escaped where the line is put together.
 */
export function escapingSink(sink: TextSink, env: CliIo['env']): TextSink {
  const escaped = isColored(sink, env) ? escapeColored : escapeLines;
  return {
    write: (text) =>
      sink.write(sink.isTTY === true ? text.split(eraseLine).map(escaped).join(eraseLine) : escaped(text)),
    get isTTY() {
      return sink.isTTY === true;
    },
    get columns() {
      return sink.columns ?? 80;
    },
  };
}

/** Writes one line; a line break inside it is escaped. */
export function writeLine(sink: TextSink, text: string): void {
  sink.write(`${escapeLine(text)}\n`);
}

/** Colors for a sink: only on a terminal and without NO_COLOR. FORCE_COLOR overrides both. */
export function paintFor(sink: TextSink, env: CliIo['env']): Paint {
  return isColored(sink, env)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
}

function isColored(sink: TextSink, env: CliIo['env']): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: never, TERM } = env;
  return forced === undefined
    ? sink.isTTY === true && !never && TERM !== 'dumb'
    : !/^(0|false)$/.test(forced);
}

/** Formats an error that the user can fix. */
export function errorText({ lines, hint }: Pick<UserError, 'lines' | 'hint'>, paint: Paint): string {
  // The lines after the first of a hint are indented.
  const hints = hint
    ?.split(/\n(?= {4})/)
    .map(escapeLine)
    .join('\n');
  const advice = hints === undefined ? [] : [`  = ${paint('bold', 'hint')}: ${hints}`];
  return `${paint('red', 'error')}: ${[...lines.map(escapeLine), ...advice].join('\n')}\n`;
}

/**
 * Under npm, Ctrl-C arrives twice: from the terminal, and forwarded by npm. Signals within this many milliseconds count
 * as one.
 */
const oneMoment = 1_000;

/** Creates a Ctrl-C handler that calls `first` on the first press and `again` on later ones. */
export function createInterruptHandler(
  actions: { first(): void; again(): void },
  now: () => number = () => performance.now(),
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
