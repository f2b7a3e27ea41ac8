import { Command, CommanderError } from '@commander-js/extra-typings';
import { version } from '../../package.json';
import { BackendNameError } from '../backend/backend-error';
import { countText, renderText } from '../diagnostics/render/text';
import { SpecError } from '../diagnostics/spec-error';
import { UserError } from '../diagnostics/user-error';
import { SourceError } from '../source/read-source';
import type { Plugin } from '../vocabulary';
import { InterruptedError } from './interrupt';
import { type CliIo, exitCodes } from './io';
import { errorText, paintFor } from './paint';
import { loadPlugins } from './plugins';

/** The commands in the order of the help text, each loaded when it is needed. */
const commands: Readonly<
  Record<string, () => Promise<(io: CliIo, exit: (code: number) => void) => unknown>>
> = {
  init: async () => (await import('./commands/init')).initCommand,
  validate: async () => (await import('./commands/validate')).validateCommand,
  explain: async () => (await import('./commands/explain')).explainCommand,
  summary: async () => (await import('./commands/summary')).summaryCommand,
  diff: async () => (await import('./commands/diff')).diffCommand,
  diagram: async () => (await import('./commands/diagram')).diagramCommand,
  train: async () => (await import('./commands/train')).trainCommand,
  evaluate: async () => (await import('./commands/evaluate')).evaluateCommand,
  predict: async () => (await import('./commands/predict')).predictCommand,
  import: async () => (await import('./commands/import')).importCommand,
  rehearse: async () => (await import('./commands/rehearse')).rehearseCommand,
  render: async () => (await import('./commands/render')).renderCommand,
  backends: async () => (await import('./commands/backends')).backendsCommand,
  doctor: async () => (await import('./commands/doctor')).doctorCommand,
  schema: async () => (await import('./commands/schema')).schemaCommand,
};

/** Runs one command line (without `node` and the script). Results go to stdout, everything else to stderr. */
export async function main(argv: readonly string[], io: CliIo): Promise<number> {
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
      plugins.push(...(await loadPlugins(command.opts().plugin)));
    })
    .showHelpAfterError('(add --help for what is possible)');
  const [first = ''] = argv;
  // Help and mistakes need to know of every command; a command needs itself alone.
  const loaded = Object.hasOwn(commands, first) ? [commands[first]] : Object.values(commands);
  for (const load of loaded) program.addCommand((await load?.())?.({ ...io, plugins }, exit) as Command);
  for (const command of [program, ...program.commands]) {
    command
      .configureHelp({ showGlobalOptions: true })
      .exitOverride()
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
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
