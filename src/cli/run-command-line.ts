import { Command, CommanderError } from '@commander-js/extra-typings';
import { version } from '../../package.json';
import { countText, renderText } from '../base/diagnostics/render/text';
import { SpecError } from '../base/diagnostics/spec-error';
import { systemReason } from '../base/diagnostics/system-error';
import { UserError } from '../base/diagnostics/user-error';
import { SourceError } from '../base/source/read-source';
import { escapeLine, isPrintable } from '../base/text/escape';
import { BackendNameError } from '../run/backends/backend-error';
import type { Plugin } from '../run/plugin';
import type { CommandTable } from './command-table';
import { withKeyOfSpec } from './flags';
import {
  type CliIo,
  errorText,
  escapingSink,
  exitCodes,
  InterruptedError,
  paintFor,
  type TextSink,
} from './io';
import { asLaunched } from './launch';

/** The commands of a program. */
export interface CommandSet {
  /** The program's name in its help. */
  readonly name: string;
  readonly commands: CommandTable;
  /** Commands that help does not list. */
  readonly hidden: CommandTable;
}

/**
 * Runs a command line (without `node` and the script) of a program with these commands and returns its exit code.
 * Results go to stdout, the rest to stderr.
 */
export async function runCommandLine(
  argv: readonly string[],
  io: CliIo,
  { name, commands, hidden }: CommandSet,
): Promise<number> {
  const safe: CliIo = {
    ...io,
    stdout: escapingSink(io.stdout, io.env),
    stderr: launchSink(escapingSink(io.stderr, io.env), io.env),
    unescaped: io.stdout,
  };
  let code: number = exitCodes.clean;
  const exit = (value: number) => {
    code = value;
  };
  const plugins: Plugin[] = [];
  const program = new Command(name)
    .description('Declarative model specs for convolutional image classifiers')
    .version(version)
    .option(
      '--plugin <file>',
      'ES module whose default export adds blocks, layers, callbacks or backends (repeatable)',
      (file, files: readonly string[] = []) => [...files, file],
    )
    .hook('preAction', async (command) => {
      const { plugin } = command.opts();
      if (plugin !== undefined) plugins.push(...(await (await import('./plugins')).loadPlugins(plugin)));
    })
    .showHelpAfterError('(run with --help for usage)');
  const [first = ''] = argv;
  const withPlugins = { ...safe, plugins };
  const add = async (table: CommandTable, names: readonly string[], isHidden: boolean) => {
    for (const name of names)
      program.addCommand((await table[name]?.())?.(withPlugins, exit) as Command, { hidden: isHidden });
  };
  if (Object.hasOwn(hidden, first)) await add(hidden, [first], true);
  // Help and usage errors need every command; running a command needs only that one.
  else await add(commands, Object.hasOwn(commands, first) ? [first] : Object.keys(commands), false);
  // A program with a single command is that command.
  const usage =
    Object.keys(commands).length === 1
      ? { commandUsage: (command: { usage(): string }) => `${name} ${command.usage()}` }
      : {};
  for (const command of [program, ...program.commands]) {
    const settable = command.options.some(({ long }) => long === '--set');
    command
      .configureHelp({ showGlobalOptions: true, ...usage })
      .exitOverride()
      .configureOutput({
        writeOut: (text) => safe.stdout.write(text),
        writeErr: (text) => safe.stderr.write(text),
        outputError: (text, write) => write(escapeWords(settable ? withKeyOfSpec(text) : text, argv)),
      });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return (await lostOutput(io)) ? exitCodes.problems : code;
  } catch (error) {
    return report(error, safe);
  }
}

/** Hints name commands as the user can run them. */
function launchSink(sink: TextSink, env: CliIo['env']): TextSink {
  return {
    write: (text) => sink.write(asLaunched(text, env)),
    get isTTY() {
      return sink.isTTY === true;
    },
    get columns() {
      return sink.columns ?? 80;
    },
  };
}

/** Escapes the words of a command line in a message of commander, which has several lines. */
function escapeWords(text: string, argv: readonly string[]): string {
  return argv
    .flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
    .filter((word) => word !== '' && !isPrintable(word))
    .reduce((message, word) => message.replaceAll(word, escapeLine(word)), text);
}

/** Reports that results could not be written to stdout. Returns whether that is so. */
async function lostOutput({ stdout, stderr, env }: CliIo): Promise<boolean> {
  const failure = await stdout.failure?.();
  if (failure === undefined) return false;
  const message = `cannot write to stdout: ${systemReason(failure)}; the rest of the output is lost`;
  stderr.write(errorText({ lines: [message], hint: 'redirect it to another file' }, paintFor(stderr, env)));
  return true;
}

/** Prints an error and returns the exit code for it. */
function report(error: unknown, io: CliIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  if (error instanceof InterruptedError) return exitCodes.interrupted;
  const paint = paintFor(io.stderr, io.env);
  if (error instanceof SpecError) {
    io.stderr.write(`${renderText(error.diagnostics, paint)}\n\n${countText(error.diagnostics)}\n`);
    return exitCodes.problems;
  }
  if (error instanceof UserError) {
    io.stderr.write(errorText(error, paint));
    const misused = error instanceof SourceError || error instanceof BackendNameError;
    return misused ? exitCodes.usage : exitCodes.problems;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `${paint('red', 'internal failure')}: ${escapeLine(message)}\n  = this is a bug in convspec: please report it with a spec that reproduces it\n`,
  );
  if (io.env.CONVSPEC_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  return exitCodes.failure;
}
