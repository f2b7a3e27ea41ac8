import { type Change, fix } from '../base/diagnostics/fix';
import type { ReadSource } from '../base/source/read-source';
import type { SourceFile } from '../base/source/source-file';
import { counted } from '../base/text/words';
import type { ClaimUpdate } from '../check/claims/update-claims';
import { checkSource } from '../check/sound-spec';
import { type CheckChoice, checkRead } from './check-files';

/** What to change in a spec: `--fix`, `--update-claims`. */
export interface ChangeChoice extends CheckChoice {
  readonly fix: boolean;
  readonly updateClaims: boolean;
}

/** A spec with everything changed that was chosen. */
export interface ChangedSpec {
  readonly file: SourceFile;
  readonly fixes: readonly Change[];
  readonly updates: readonly ClaimUpdate[];
}

/** Changes the text of a spec: fix → update the claims. */
export async function changeSpec(source: ReadSource, choice: ChangeChoice): Promise<ChangedSpec> {
  const { plugins = [] } = choice;
  const { file } = source;
  const { file: fixed, changes } = choice.fix
    ? fix(file, (version) => checkRead({ ...source, file: version }, choice))
    : { file, changes: [] };
  if (!choice.updateClaims) return { file: fixed, fixes: changes, updates: [] };
  const { updateClaims } = await import('../check/claims/update-claims');
  const updated = updateClaims(fixed, (version) => checkSource({ ...source, file: version }, { plugins }));
  return { file: updated.file, fixes: changes, updates: updated.updates };
}

/** Lists changes, one per line: `net.yaml:23:19: params: 61708 → 61900`. */
export function changeLines({ file, fixes, updates }: ChangedSpec): string[] {
  const at = ({ start }: Change) => `${file.name}:${start.line}:${start.column}`;
  return [
    ...fixes.map((change) => `${at(change)}: ${change.from} → ${change.to}`),
    ...updates.map((update) => `${at(update)}: ${update.key}: ${update.from} → ${update.to}`),
  ];
}

/** Counts changes: `fixed 1 problem; updated 2 claims`. Empty if there are none. */
export function changeCounts(
  { fixed, updated }: { readonly fixed: number; readonly updated: number },
  dryRun: boolean,
): string {
  return [
    ...(fixed === 0 ? [] : [`${dryRun ? 'would fix' : 'fixed'} ${counted(fixed, 'problem')}`]),
    ...(updated === 0 ? [] : [`${dryRun ? 'would update' : 'updated'} ${counted(updated, 'claim')}`]),
  ].join('; ');
}

/** A line about updated claims with a source, which may not contain the new values; `null` if there are none. */
export function sourceReminder(updates: readonly ClaimUpdate[]): string | null {
  const sources = new Set(updates.flatMap(({ source }) => source ?? []));
  if (sources.size === 0) return null;
  return `note: updated claims have a source (${[...sources].join(', ')}): remove it if it does not contain the new values`;
}
