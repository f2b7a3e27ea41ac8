import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { catalogue } from '../../check/catalogue';
import { builtInBackendNames } from '../../language/backend-names';
import { jsonSchema } from '../../language/json-schema';
import { vocabularyWith } from '../../language/vocabulary';
import { commandTable, loadCommands } from '../command-table';
import type { CliIo } from '../io';

/** What may stand where the cursor is. */
export interface Candidates {
  readonly words: readonly { readonly word: string; readonly about: string }[];
  /** Whether it may be the name of a file. */
  readonly files: boolean;
}

const nothing: Candidates = { words: [], files: false };
const aFile: Candidates = { words: [], files: true };

/**
 * What completes the last of `line`, the words behind `convspec`.
 *
 * @param line its last word is the one that is being written, empty where none has been begun
 */
export async function candidatesFor(line: readonly string[], io: CliIo): Promise<Candidates> {
  const current = line.at(-1) ?? '';
  const [name] = line;
  const known = line.length > 1 && name !== undefined && Object.hasOwn(commandTable, name);
  if (!known) {
    if (line.length > 1) return nothing;
    const commands = await loadCommands(io);
    return beginning(
      current,
      commands.map((command) => ({ word: command.name(), about: command.description() })),
    );
  }
  const [command] = await loadCommands(io, [name]);
  if (!command) return nothing;
  const before = line.at(-2) ?? '';
  const option = command.options.find(({ long, short }) => before === long || before === short);
  if (option && (option.required || option.optional)) {
    const { words, files } = await valuesOf(option.long ?? '', option.argChoices);
    return { ...beginning(current, words), files };
  }
  if (current.startsWith('-')) {
    const flags = command.options.filter(({ hidden }) => !hidden);
    return beginning(current, [
      ...flags.map(({ long, description }) => ({ word: long ?? '', about: description })),
      help,
    ]);
  }
  return argumentOf(command, current);
}

const help = { word: '--help', about: 'what is possible' };

function beginning(current: string, words: Candidates['words']): Candidates {
  return { words: words.filter(({ word }) => word.startsWith(current)), files: false };
}

/** What a flag can be given. */
async function valuesOf(flag: string, choices: readonly string[] | undefined): Promise<Candidates> {
  if (choices) return { words: plain(choices), files: false };
  if (flag === '--backend') return { words: plain(['auto', ...builtInBackendNames]), files: false };
  if (flag === '--set') return { words: plain(settableKeys()), files: false };
  if (flag === '--ignore') return { words: codes(), files: false };
  if (flag === '--network') {
    const { networkNames } = await import('../init/project');
    return { words: plain(await networkNames()), files: false };
  }
  return aFile;
}

function argumentOf(command: CommandUnknownOpts, current: string): Candidates {
  const [argument] = command.registeredArguments;
  if (!argument) return nothing;
  if (argument.argChoices) return beginning(current, plain(argument.argChoices));
  return argument.name() === 'code' ? beginning(current, codes()) : aFile;
}

function codes(): Candidates['words'] {
  return Object.entries(catalogue).map(([word, { law }]) => ({ word, about: law }));
}

function plain(words: readonly string[]): Candidates['words'] {
  return words.map((word) => ({ word, about: '' }));
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The keys of the sections that are mappings, as `--set` takes them: `training.epochs=`. */
function settableKeys(): readonly string[] {
  const { properties = {} } = jsonSchema(vocabularyWith()) as Schema;
  return ['input', 'training', 'data'].flatMap((section) =>
    Object.keys(properties[section]?.properties ?? {}).map((key) => `${section}.${key}=`),
  );
}
