import { Command, CommanderError } from '@commander-js/extra-typings';
import { version } from '../../package.json';
import { countText, renderText } from '../diagnostics/render/text';
import { SpecError } from '../diagnostics/spec-error';
import { UserError } from '../diagnostics/user-error';
import { SourceError } from '../source/read-source';
import { type CliIo, exitCodes } from './io';
import { errorText, paintFor } from './paint';

/** The commands in the order of the help text, each loaded when it is needed. */
const commands: Readonly<
  Record<string, () => Promise<(io: CliIo, exit: (code: number) => void) => unknown>>
> = {
  validate: async () => (await import('./commands/validate')).validateCommand,
  explain: async () => (await import('./commands/explain')).explainCommand,
  summary: async () => (await import('./commands/summary')).summaryCommand,
  diff: async () => (await import('./commands/diff')).diffCommand,
  train: async () => (await import('./commands/train')).trainCommand,
  evaluate: async () => (await import('./commands/evaluate')).evaluateCommand,
  predict: async () => (await import('./commands/predict')).predictCommand,
  import: async () => (await import('./commands/import')).importCommand,
  rehearse: async () => (await import('./commands/rehearse')).rehearseCommand,
  render: async () => (await import('./commands/render')).renderCommand,
  schema: async () => (await import('./commands/schema')).schemaCommand,
};

/** Runs one command line (without `node` and the script). Results go to stdout, everything else to stderr. */
export async function main(argv: readonly string[], io: CliIo): Promise<number> {
  let code: number = exitCodes.clean;
  const exit = (value: number) => {
    code = value;
  };
  const program = new Command('convspec')
    .description('Declarative model specs for convolutional image classifiers')
    .version(version)
    .showHelpAfterError('(add --help for what is possible)');
  const [first = ''] = argv;
  // Help and mistakes need to know of every command; a command needs itself alone.
  const loaded = Object.hasOwn(commands, first) ? [commands[first]] : Object.values(commands);
  for (const load of loaded) program.addCommand((await load?.())?.(io, exit) as Command);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
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
  const paint = paintFor(io.stderr, io.env);
  if (error instanceof SpecError) {
    io.stderr.write(`${renderText(error.diagnostics, paint)}\n\n${countText(error.diagnostics)}\n`);
    return exitCodes.problems;
  }
  if (error instanceof UserError) {
    io.stderr.write(errorText(error, paint));
    return error instanceof SourceError ? exitCodes.usage : exitCodes.problems;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.stderr.write(
    `${paint('red', 'internal failure')}: ${message}\n  = this is a defect of convspec: please report it with the spec that shows it\n`,
  );
  if (io.env.CONVSPEC_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  return exitCodes.failure;
}
