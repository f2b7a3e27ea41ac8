import { Argument, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parse } from 'yaml';
import type { Overrides } from '../language/overrides';

/**
 * The flags that several commands have, each declared once: it is written alike and means the same wherever it appears.
 * Every use makes a new one, since commander keeps state in them.
 */

/** SPEC: see `chooseSpec` for what it is when it is left out. */
export const specArgument = () =>
  new Argument('[spec]', 'file, or - for standard input; convspec.yaml unless given');

export const specOption = () => new Option('--spec <file>', 'the spec, in place of the argument');

export const setOption = () =>
  new Option(
    '--set <key=value>',
    'put a value over what the spec says, such as training.epochs=5; may be repeated',
  ).argParser(collectOverride);

/** What other trainers have flags for; here it is a key of the spec, which `--set` reaches. */
const keysByFlag: Readonly<Record<string, string>> = {
  '--epochs': 'training.epochs',
  '--batch-size': 'training.batchSize',
  '--optimizer': 'training.optimizer',
  '--loss': 'training.loss',
};

/** Commander's message on an unknown flag, with `--set` and the key of the spec where the flag names one. */
export function withKeyOfSpec(message: string): string {
  const [, flag = ''] = /^error: unknown option '(--[a-z-]+)/.exec(message) ?? [];
  const key = Object.hasOwn(keysByFlag, flag) ? keysByFlag[flag] : undefined;
  return key === undefined ? message : `error: unknown option '${flag}'\n(Did you mean --set ${key}=…?)\n`;
}

/** @param use what the backend is for: `train on` */
export const backendOption = (use: string) =>
  new Option(
    '--backend <names>',
    `what to ${use}: a name, or several in order of preference, such as webgpu,wasm`,
  ).argParser(backendList);

/** @param what is done with the images */
export const dataOption = (what: string) => new Option('--data <folder>', what);

/** @param what is written there, and where it goes unless given */
export const outOption = <const Value extends 'file' | 'folder'>(value: Value, what: string) =>
  new Option(`-o, --out <${value}>`, what);

export const seedOption = () =>
  new Option('--seed <number>', 'in place of training.seed').argParser(wholeNumber(0));

export const overwriteOption = (what: string) => new Option('--overwrite', what);

/** How a result is printed; `text` unless given. */
export const formatOption = <const Formats extends readonly ['text', ...string[]]>(formats: Formats) =>
  new Option('--format <format>', 'how to print it').choices(formats).default('text' as const);

/** Collects `--set key=value`; the value is read as YAML, so that `[96, 96, 3]` is a list and `5` a number. */
function collectOverride(text: string, previous: Overrides = {}): Overrides {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected key=value, such as training.epochs=5.');
  try {
    return { ...previous, [text.slice(0, equals)]: parse(text.slice(equals + 1)) as unknown };
  } catch {
    throw new InvalidArgumentError('Expected a value in YAML, such as 5 or [96, 96, 3].');
  }
}

/** The value of `--backend`: one name, or several with commas between them in order of preference. */
function backendList(text: string): string | readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : names;
}

/** Reads the value of a flag as a whole number of at least `least`. @throws InvalidArgumentError, a usage error */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}
