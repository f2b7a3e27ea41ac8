import { type Position, SourceFile } from '../source/source-file';
import type { Diagnostic, Edit } from './diagnostic';

/** A change of a text, for people. */
export interface Change {
  readonly start: Position;
  readonly from: string;
  readonly to: string;
}

/** The result of {@link fix}: the new text, the changes, and the diagnostics that remain. */
export interface Fixed {
  readonly file: SourceFile;
  readonly changes: readonly Change[];
  readonly remaining: readonly Diagnostic[];
}

/** A fix may uncover another problem that can be fixed. A real spec needs far fewer rounds than this. */
const maxRounds = 10;

/**
 * Applies every unambiguous edit that the diagnostics of a text propose, then checks the result, until nothing is left
 * to apply. Only the marked words change: comments, line breaks and quotes are kept. A round that would introduce YAML
 * errors is discarded.
 *
 * @param check returns the diagnostics of a text; called once for `file` itself.
 */
export function fix(file: SourceFile, check: (file: SourceFile) => readonly Diagnostic[]): Fixed {
  let state: Fixed = { file, changes: [], remaining: check(file) };
  for (let round = 0; round < maxRounds; round++) {
    const edits = certainEdits(state.file, state.remaining);
    if (edits.length === 0) return state;
    const changed = applyEdits(state.file, edits);
    const remaining = check(changed);
    if (countUnsound(remaining) > countUnsound(state.remaining)) return state;
    const made = edits.map((edit) => changeOf(state.file, edit)).reverse();
    state = { file: changed, changes: [...state.changes, ...made], remaining };
  }
  return state;
}

function certainEdits(file: SourceFile, diagnostics: readonly Diagnostic[]): Edit[] {
  return separateEdits(
    file,
    diagnostics.flatMap(({ suggestion, file: name }) =>
      suggestion?.certain && name === file.name ? [suggestion] : [],
    ),
  );
}

/**
 * The edits that can be applied together, from the end of the text to its start. Equal edits are applied once: a value can
 * be shared through an alias or merge key. Edits that overlap are all skipped.
 */
export function separateEdits<E extends TextEdit>(file: SourceFile, edits: readonly E[]): E[] {
  const different = new Map(edits.map((edit) => [JSON.stringify([edit.range, edit.text]), edit]));
  const spans = [...different.values()]
    .map((edit) => ({ edit, start: file.offset(edit.range.start), end: file.offset(edit.range.end) }))
    .sort((a, b) => b.start - a.start);
  const touching = (one?: { start: number; end: number }, other?: { start: number; end: number }) =>
    one !== undefined && other !== undefined && one.start < other.end && other.start < one.end;
  return spans
    .filter((span, i) => !touching(span, spans[i - 1]) && !touching(span, spans[i + 1]))
    .map(({ edit }) => edit);
}

type TextEdit = Pick<Edit, 'range' | 'text'>;

/** Applies edits that do not overlap, in the order of {@link separateEdits}. */
export function applyEdits(file: SourceFile, edits: readonly TextEdit[]): SourceFile {
  const text = edits.reduce(
    (before, { range, text: replacement }) =>
      before.slice(0, file.offset(range.start)) + replacement + before.slice(file.offset(range.end)),
    file.text,
  );
  return new SourceFile(file.name, text, file.byteOrderMark);
}

export function changeOf(file: SourceFile, { range, text }: TextEdit): Change {
  return {
    start: range.start,
    from: file.text.slice(file.offset(range.start), file.offset(range.end)),
    to: text,
  };
}

function countUnsound(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ code }) => code.startsWith('yaml/')).length;
}
