import type { IgnorableCode } from '../base/diagnostics/codes';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import type { CheckedFile, UnreadFile } from '../base/diagnostics/render/report';
import { UserError } from '../base/diagnostics/user-error';
import type { SourceFile } from '../base/source/source-file';
import { checkSource } from '../check/sound-spec';
import { readNodeLocation } from '../hosts/node/location';
import type { LanguagePlugin } from '../language/vocabulary';

/** What to tell of a spec; plain data without plugins. */
export interface CheckChoice {
  readonly ignore: readonly IgnorableCode[];
  readonly notes: boolean;
  readonly plugins?: readonly LanguagePlugin[];
}

/** One path of the command line: what was found in it, or why it could not be read. */
export type Outcome = { readonly checked: CheckedFile } | { readonly unread: UnreadFile };

export function checkFile(file: SourceFile, { ignore, notes, plugins = [] }: CheckChoice): Diagnostic[] {
  const { diagnostics } = checkSource({ file, directory: null }, { ignore, plugins });
  return diagnostics.filter(({ severity }) => notes || severity !== 'note');
}

/** Checks files one after the other. What a user cannot mend is thrown. */
export async function checkPaths(paths: readonly string[], choice: CheckChoice): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const path of paths)
    outcomes.push(await outcomeOf(path, async () => (await readNodeLocation(path)).file, choice));
  return outcomes;
}

export async function outcomeOf(
  path: string,
  read: () => Promise<SourceFile>,
  choice: CheckChoice,
): Promise<Outcome> {
  try {
    const file = await read();
    return { checked: { name: file.name, diagnostics: checkFile(file, choice) } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { unread: { name: path, message: error.message, hint: error.hint } };
  }
}
