import { InvalidArgumentError } from '@commander-js/extra-typings';
import { parse } from 'yaml';
import type { Overrides } from '../spec/overrides';

/** Collects `--set key=value`; the value is read as YAML, so that `[96, 96, 3]` is a list and `5` a number. */
export function collectOverride(text: string, previous: Overrides = {}): Overrides {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected key=value, such as training.epochs=5.');
  try {
    return { ...previous, [text.slice(0, equals)]: parse(text.slice(equals + 1)) as unknown };
  } catch {
    throw new InvalidArgumentError('Expected a value in YAML, such as 5 or [96, 96, 3].');
  }
}

export const setFlag = '--set <key=value>';
export const setHelp = 'put a value over what the spec says, such as training.epochs=5; may be repeated';
