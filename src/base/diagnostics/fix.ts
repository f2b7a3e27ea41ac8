import { SourceFile } from '../source/source-file';
import type { Diagnostic, Edit } from './diagnostic';

/** What became of a text: the fixed one, how many changes were made, and what is still found in it. */
export interface Fixed {
  readonly file: SourceFile;
  readonly fixed: number;
  readonly remaining: readonly Diagnostic[];
}

/** A mended word may uncover another mistake that can be mended; a spec is done long before this many rounds. */
const maxRounds = 10;

/**
 * Makes every certain change that the diagnostics of a text propose, and looks again, until nothing more can be done.
 * Only the marked words change: comments, line breaks and quotes stay. A round that would leave a text that is no
 * longer sound YAML is not made.
 *
 * @param check finds the diagnostics of a text; called once for `file` itself.
 */
export function fix(file: SourceFile, check: (file: SourceFile) => readonly Diagnostic[]): Fixed {
  let state: Fixed = { file, fixed: 0, remaining: check(file) };
  for (let round = 0; round < maxRounds; round++) {
    const edits = certainEdits(state.file, state.remaining);
    if (edits.length === 0) return state;
    const changed = new SourceFile(file.name, applyEdits(state.file, edits), file.byteOrderMark);
    const remaining = check(changed);
    if (countUnsound(remaining) > countUnsound(state.remaining)) return state;
    state = { file: changed, fixed: state.fixed + edits.length, remaining };
  }
  return state;
}

/** The changes to make, from the end of the text to its start. Of several that touch each other, none is certain. */
function certainEdits(file: SourceFile, diagnostics: readonly Diagnostic[]): Edit[] {
  // One word that several places take over by alias or merge key is one change.
  const edits = new Map<string, Edit>();
  for (const { suggestion, file: name } of diagnostics) {
    if (suggestion?.certain && name === file.name) edits.set(JSON.stringify(suggestion), suggestion);
  }
  const spans = [...edits.values()]
    .map((edit) => ({ edit, start: file.offset(edit.range.start), end: file.offset(edit.range.end) }))
    .sort((a, b) => b.start - a.start);
  const touching = (one?: { start: number; end: number }, other?: { start: number; end: number }) =>
    one !== undefined && other !== undefined && one.start < other.end && other.start < one.end;
  return spans
    .filter((span, i) => !touching(span, spans[i - 1]) && !touching(span, spans[i + 1]))
    .map(({ edit }) => edit);
}

function applyEdits(file: SourceFile, edits: readonly Edit[]): string {
  return edits.reduce(
    (text, { range, text: replacement }) =>
      text.slice(0, file.offset(range.start)) + replacement + text.slice(file.offset(range.end)),
    file.text,
  );
}

function countUnsound(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter(({ code }) => code.startsWith('yaml/')).length;
}
