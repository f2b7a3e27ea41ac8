import { Argument, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parse } from 'yaml';
import type { DataSourceInput } from '../language/data';
import type { Overrides } from '../language/overrides';

/**
 * Options shared by several commands, declared once so that they read and behave the same everywhere. Each use creates a
 * new one, because commander keeps state in them.
 */

/** The optional spec; `chooseSpec` has its default. */
export const specArgument = () =>
  new Argument('[spec]', 'spec file, or - for standard input (default: convspec.yaml)');

export const specOption = (about = 'spec file (same as the argument)') => new Option('--spec <file>', about);

export const setOption = () =>
  new Option(
    '--set <key=value>',
    'override a value in the spec, such as training.epochs=5 (repeatable)',
  ).argParser(collectOverride);

/** Flags of other training tools, with the spec key to pass to `--set` instead. */
const keysByFlag: Readonly<Record<string, string>> = {
  '--epochs': 'training.epochs',
  '--batch-size': 'training.batchSize',
  '--optimizer': 'training.optimizer',
  '--loss': 'training.loss',
};

/** Adds `--set` and the spec key to commander's message on an unknown flag, if the flag corresponds to a key. */
export function withKeyOfSpec(message: string): string {
  const [, flag = ''] = /^error: unknown option '(--[a-z-]+)/.exec(message) ?? [];
  const key = Object.hasOwn(keysByFlag, flag) ? keysByFlag[flag] : undefined;
  return key === undefined ? message : `error: unknown option '${flag}'\n(Did you mean --set ${key}=…?)\n`;
}

/** @param purpose of the backend: `to train on` */
export const backendOption = (purpose: string, byDefault = 'auto') =>
  new Option(
    '--backend <names>',
    `backend ${purpose}, or several in order of preference such as webgpu,wasm (default: ${byDefault})`,
  ).argParser(backendList);

/** @param about what the images are for, and the default */
export const dataOption = (about: string) => new Option('--data <folder>', about);

/** @param about what the images are for, and the default */
export const sourceOption = (about: string) => new Option('--data <images>', about).argParser(imageSource);

/** Parses a path, or a source as in the section `data`: `{ manifest: photos.csv, label: kind }`. */
function imageSource(text: string): string | DataSourceInput {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    return parse(text) as DataSourceInput;
  } catch {
    throw new InvalidArgumentError(
      'Expected a path, or a source as in the section data, such as { manifest: photos.csv, label: kind }.',
    );
  }
}

/** @param about what is written there, and the default */
export const outOption = <const Value extends 'file' | 'folder'>(value: Value, about: string) =>
  new Option(`-o, --out <${value}>`, about);

export const seedOption = () =>
  new Option('--seed <number>', 'random seed (default: training.seed)').argParser(wholeNumber(0));

export const overwriteOption = (about: string) => new Option('--overwrite', about);

/** The output format (default: `text`). */
export const formatOption = <const Formats extends readonly ['text', ...string[]]>(formats: Formats) =>
  new Option('--format <format>', 'output format').choices(formats).default('text' as const);

/** Collects `--set key=value`. The value is parsed as YAML, so `[96, 96, 3]` is a list and `5` a number. */
function collectOverride(text: string, previous: Overrides = {}): Overrides {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected key=value, such as training.epochs=5.');
  try {
    return { ...previous, [text.slice(0, equals)]: parse(text.slice(equals + 1)) as unknown };
  } catch {
    throw new InvalidArgumentError('Expected a YAML value, such as 5 or [96, 96, 3].');
  }
}

/** Parses the value of `--backend`: one name, or several separated by commas in order of preference. */
function backendList(text: string): string | readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : names;
}

/** Parses an option value as a whole number of at least `least`. @throws InvalidArgumentError, a usage error */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
  };
}
