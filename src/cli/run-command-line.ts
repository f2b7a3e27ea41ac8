import { Command, CommanderError } from '@commander-js/extra-typings';
import { version } from '../../package.json';
import { countText, renderText } from '../base/diagnostics/render/text';
import { SpecError } from '../base/diagnostics/spec-error';
import { UserError } from '../base/diagnostics/user-error';
import { SourceError } from '../base/source/read-source';
import { BackendNameError } from '../run/backends/backend-error';
import type { Plugin } from '../run/plugin';
import type { CommandTable } from './command-table';
import { withKeyOfSpec } from './flags';
import { type CliIo, errorText, exitCodes, InterruptedError, paintFor } from './io';

/** The commands of a program. */
export interface CommandSet {
  readonly commands: CommandTable;
  /** Commands that help does not list. */
  readonly hidden: CommandTable;
}

/**
 * Runs one command line (without `node` and the script) of a program that has these commands. Results go to stdout,
 * everything else to stderr.
 */
export async function runCommandLine(
  argv: readonly string[],
  io: CliIo,
  { commands, hidden }: CommandSet,
): Promise<number> {
  let code: number = exitCodes.clean;
  const exit = (value: number) => {
    code = value;
  };
  const plugins: Plugin[] = [];
  const program = new Command('convspec')
    .description('Declarative model specs for convolutional image classifiers')
    .version(version)
    .option(
      '--plugin <file>',
      'an ES module with blocks, layers, callbacks and backends as its default export; may be repeated',
      (file, files: readonly string[] = []) => [...files, file],
    )
    .hook('preAction', async (command) => {
      const { plugin } = command.opts();
      if (plugin !== undefined) plugins.push(...(await (await import('./plugins')).loadPlugins(plugin)));
    })
    .showHelpAfterError('(add --help for what is possible)');
  const [first = ''] = argv;
  const withPlugins = { ...io, plugins };
  const add = async (table: CommandTable, names: readonly string[], isHidden: boolean) => {
    for (const name of names)
      program.addCommand((await table[name]?.())?.(withPlugins, exit) as Command, { hidden: isHidden });
  };
  if (Object.hasOwn(hidden, first)) await add(hidden, [first], true);
  // Help and mistakes need to know of every command; a command needs itself alone.
  else await add(commands, Object.hasOwn(commands, first) ? [first] : Object.keys(commands), false);
  for (const command of [program, ...program.commands]) {
    const settable = command.options.some(({ long }) => long === '--set');
    command
      .configureHelp({ showGlobalOptions: true })
      .exitOverride()
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
        outputError: (text, write) => write(settable ? withKeyOfSpec(text) : text),
      });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return report(error, io);
  }
}

/** Says what went wrong, as far as a user can mend it, and chooses the exit code. */
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
    `${paint('red', 'internal failure')}: ${message}\n  = this is a defect of convspec: please report it with the spec that shows it\n`,
  );
  if (io.env.CONVSPEC_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  return exitCodes.failure;
}
