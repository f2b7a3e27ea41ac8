import { stringify } from 'yaml';
import type { Edit } from '../../base/diagnostics/diagnostic';
import { applyEdits, type Change, changeOf, separateEdits } from '../../base/diagnostics/fix';
import type { LocatedDocument } from '../../base/source/located-document';
import type { Range, SourceFile } from '../../base/source/source-file';
import type { CheckedSpec } from '../check-spec';
import type { FailedClaim } from './claim';

/** The result of {@link updateClaims}. */
export interface UpdatedClaims {
  readonly file: SourceFile;
  /** The claims that were updated, in the order of the text. */
  readonly updates: readonly ClaimUpdate[];
}

/** A claim with its old and new value. Its position is that in the old text. */
export interface ClaimUpdate extends Change {
  /** The last key of the claim, such as `params`. */
  readonly key: string;
  /** Where the claim comes from, if it says so. */
  readonly source: string | undefined;
}

type ClaimEdit = Pick<Edit, 'range' | 'text'>;

/**
 * Writes the actual values into the failed claims of a text, and nothing else: comments, layout and the style of lists are
 * kept. An edit that would change anything but claims is discarded, and so is one that makes other claims fail. Such claims
 * share their value, through an anchor or a template, with something that has a different actual value.
 */
export function updateClaims(file: SourceFile, check: (file: SourceFile) => CheckedSpec): UpdatedClaims {
  const before = check(file);
  let state = { file, checked: before };
  for (;;) {
    const next = updateOnce(state, check);
    if (next === state) break;
    state = next;
  }
  const remaining = new Set(state.checked.failedClaims.map(pathText));
  const document = before.spec?.document;
  const updated = before.failedClaims.filter((claim) => !remaining.has(pathText(claim)));
  const updates = new Map<string, ClaimUpdate>();
  for (const claim of document ? updated : []) {
    const update = updateOf(claim, document as LocatedDocument);
    updates.set(JSON.stringify(update), update);
  }
  return {
    file: state.file,
    updates: [...updates.values()].sort(
      (a, b) => a.start.line - b.start.line || a.start.column - b.start.column,
    ),
  };
}

interface State {
  readonly file: SourceFile;
  readonly checked: CheckedSpec;
}

/** Applies all edits together, or, if that is not possible, those that are possible. Returns `state` if none is. */
function updateOnce(state: State, check: (file: SourceFile) => CheckedSpec): State {
  const { file, checked } = state;
  const document = checked.spec?.document;
  if (!document) return state;
  const all = updatable(checked.failedClaims, document).map((claim) => ({
    path: pathText(claim),
    edits: separateEdits(file, editsOf(claim, document)),
  }));
  const attempt = (current: State, some: typeof all): State => {
    const edits = separateEdits(
      file,
      some.flatMap((claim) => claim.edits),
    );
    if (edits.length === 0) return current;
    const changed = applyEdits(current.file, edits);
    const result = { file: changed, checked: check(changed) };
    const paths = new Set(some.map(({ path }) => path));
    return areUpdated(paths, current.checked, result.checked) ? result : current;
  };
  const together = attempt(state, all);
  if (together !== state) return together;
  // From the end, so that the positions of the next edits stay valid.
  const fromEnd = all.sort((a, b) => startOf(b.edits, file) - startOf(a.edits, file));
  let current = state;
  let limit = file.text.length;
  for (const claim of fromEnd) {
    const [last] = claim.edits;
    if (!last || file.offset(last.range.end) > limit) continue;
    const alone = attempt(current, [claim]);
    if (alone !== current) limit = startOf(claim.edits, file);
    current = alone;
  }
  return current;
}

/** Where edits in the order of `separateEdits` start. */
function startOf(edits: readonly ClaimEdit[], file: SourceFile): number {
  const first = edits.at(-1);
  return first ? file.offset(first.range.start) : 0;
}

/** Leaves out claims that share a value, through an anchor or a template, but have different actual values. */
function updatable(claims: readonly FailedClaim[], document: LocatedDocument): FailedClaim[] {
  const actualAt = new Map<string, Set<string>>();
  const placeOf = ({ path }: FailedClaim) => JSON.stringify(document.place(path).range);
  for (const claim of claims) {
    const place = placeOf(claim);
    actualAt.set(place, (actualAt.get(place) ?? new Set()).add(JSON.stringify(claim.actual)));
  }
  return claims.filter((claim) => actualAt.get(placeOf(claim))?.size === 1);
}

/** Whether the claims at `paths` became true, no other claim became false, and nothing else is different. */
function areUpdated(paths: ReadonlySet<string>, before: CheckedSpec, after: CheckedSpec): boolean {
  const failedBefore = new Set(before.failedClaims.map(pathText));
  return (
    withoutClaims(before) === withoutClaims(after) &&
    after.failedClaims.map(pathText).every((path) => failedBefore.has(path) && !paths.has(path))
  );
}

function pathText({ path }: FailedClaim): string {
  return JSON.stringify(path);
}

function withoutClaims({ spec }: CheckedSpec): string | undefined {
  return JSON.stringify(spec?.document.value, (key, value: unknown) =>
    key === 'expect' ? undefined : value,
  );
}

/** The edits that make a claim true. A list of the same length keeps its entries that are already correct. */
function editsOf({ path, actual }: FailedClaim, document: LocatedDocument): ClaimEdit[] {
  const { source, range } = document.place(path);
  if (source !== document.source) return [];
  const written = textAt(source, range);
  const entries = lengthAt(document, path);
  if (Array.isArray(actual) && entries === actual.length && !written.startsWith('*')) {
    return actual.flatMap((entry: unknown, i) => {
      const { range: inside } = document.place([...path, i]);
      const text = yamlText(entry);
      return textAt(source, inside) === text ? [] : [{ range: inside, text }];
    });
  }
  if (!Array.isArray(actual) || !written.startsWith('-')) return [{ range, text: yamlText(actual) }];
  const separator = `${source.text.includes('\r\n') ? '\r\n' : '\n'}${' '.repeat(range.start.column - 1)}`;
  return [{ range, text: actual.map((entry: unknown) => `- ${yamlText(entry)}`).join(separator) }];
}

function lengthAt(document: LocatedDocument, path: FailedClaim['path']): number {
  let length = 0;
  while (document.has([...path, length])) length++;
  return length;
}

function updateOf({ path, actual, source: from }: FailedClaim, document: LocatedDocument): ClaimUpdate {
  const { source, range } = document.place(path);
  const { start, from: written } = changeOf(source, { range, text: '' });
  return {
    start,
    from: written.replace(/\s+/g, ' '),
    to: yamlText(actual),
    key: String(path.at(-1)),
    source: from,
  };
}

function textAt(source: SourceFile, { start, end }: Range): string {
  return source.text.slice(source.offset(start), source.offset(end));
}

/** Writes a value in flow style, on one line. */
function yamlText(value: unknown): string {
  const text = stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 });
  return text.trimEnd().replace(/^\{(.*)\}$/, '{ $1 }');
}
