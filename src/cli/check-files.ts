import type { IgnorableCode } from '../base/diagnostics/codes';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import type { CheckedFile, UnreadFile } from '../base/diagnostics/render/report';
import { UserError } from '../base/diagnostics/user-error';
import type { ReadSource } from '../base/source/read-source';
import { checkSource } from '../check/sound-spec';
import { readNodeLocation } from '../hosts/node/location';
import type { LanguagePlugin } from '../language/vocabulary';

/** Which diagnostics of a spec to report. Plain data except for `plugins`. */
export interface CheckChoice {
  readonly ignore: readonly IgnorableCode[];
  readonly notes: boolean;
  readonly plugins?: readonly LanguagePlugin[];
}

/** The result for one path: its diagnostics, or why it could not be read. */
export type Outcome = { readonly checked: CheckedFile } | { readonly unread: UnreadFile };

export function checkRead(source: ReadSource, { ignore, notes, plugins = [] }: CheckChoice): Diagnostic[] {
  const { diagnostics } = checkSource(source, { ignore, plugins });
  return diagnostics.filter(({ severity }) => notes || severity !== 'note');
}

/** Checks files one after another. Errors other than a `UserError` are thrown. */
export async function checkPaths(paths: readonly string[], choice: CheckChoice): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const path of paths) outcomes.push(await outcomeOf(path, () => readNodeLocation(path), choice));
  return outcomes;
}

export async function outcomeOf(
  path: string,
  read: () => Promise<ReadSource>,
  choice: CheckChoice,
): Promise<Outcome> {
  try {
    const source = await read();
    return { checked: { name: source.file.name, diagnostics: checkRead(source, choice) } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unread: { name: path, message: error.message, hint: error.hint } };
  }
}
