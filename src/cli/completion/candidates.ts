import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { catalogue } from '../../check/catalogue';
import { builtInBackendNames } from '../../language/backend-names';
import { jsonSchema } from '../../language/json-schema';
import { vocabularyWith } from '../../language/vocabulary';
import { commandTable, loadCommands } from '../command-table';
import type { CliIo } from '../io';

/** The completions at the cursor. */
export interface Candidates {
  readonly words: readonly { readonly word: string; readonly about: string }[];
  /** Whether file names are possible too. */
  readonly files: boolean;
}

const nothing: Candidates = { words: [], files: false };
const aFile: Candidates = { words: [], files: true };

/**
 * Returns the completions for the last word of `line`.
 *
 * @param line the words after `convspec`; the last one is being typed and may be empty
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

const help = { word: '--help', about: 'display help' };

function beginning(current: string, words: Candidates['words']): Candidates {
  return { words: words.filter(({ word }) => word.startsWith(current)), files: false };
}

/** The possible values of an option. */
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

/** The keys of the sections that are mappings, in the form for `--set`: `training.epochs=`. */
function settableKeys(): readonly string[] {
  const { properties = {} } = jsonSchema(vocabularyWith()) as Schema;
  return ['input', 'training', 'data'].flatMap((section) =>
    Object.keys(properties[section]?.properties ?? {}).map((key) => `${section}.${key}=`),
  );
}
