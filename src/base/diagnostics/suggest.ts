import { distance } from 'fastest-levenshtein';
import type { Suggestion } from './diagnostic';

/**
 * The candidate nearest to what was written: at most two letters of five differ, two
 * swapped neighbours counting as one, letter case aside; else the only one
 * that it abbreviates or lengthens (`acc`, `convolution`). `undefined` when none is that near.
 */
export function suggest(written: string, names: Iterable<string>): string | undefined {
  return nearest(written, names).best;
}

/**
 * What to write in place of a misspelt word, as {@link suggest} finds it. It is certain when no other name is near and
 * the digits are the same: `relu7` may be `relu6` or `relu`, and `conv3d` is no slip of the pen for `conv`.
 */
export function misspelling(written: string, names: Iterable<string>): Suggestion | undefined {
  const { best, unique } = nearest(written, names);
  if (best === undefined) return undefined;
  const digits = (word: string) => word.replace(/\D/g, '');
  return { written, text: best, certain: unique && digits(written) === digits(best) };
}

/** As {@link misspelling}, among names that an author gave: another one near it is never certain. */
export function guess(written: string, names: Iterable<string>): Suggestion | undefined {
  const text = suggest(written, names);
  return text === undefined ? undefined : { written, text, certain: false };
}

function nearest(written: string, names: Iterable<string>): { best: string | undefined; unique: boolean } {
  const near = [...names]
    .map((name) => ({ name, edits: editsBetween(written.toLowerCase(), name.toLowerCase()) }))
    .filter(
      ({ name, edits }) => edits <= Math.max(1, Math.floor(Math.max(written.length, name.length) * 0.4)),
    )
    .sort((a, b) => a.edits - b.edits);
  const [first] = near;
  if (first) return { best: first.name, unique: near.length === 1 || first.edits === 0 };
  return { best: onlyExtension(written.toLowerCase(), [...names]), unique: true };
}

function editsBetween(written: string, candidate: string): number {
  const at = [...written].findIndex((letter, i) => letter !== candidate[i]);
  const swapped = written.slice(0, at) + written.charAt(at + 1) + written.charAt(at) + written.slice(at + 2);
  return at >= 0 && swapped === candidate ? 1 : distance(written, candidate);
}

function onlyExtension(written: string, candidates: readonly string[]): string | undefined {
  const found = candidates.filter((candidate) => {
    const [short = '', long = ''] = [written, candidate.toLowerCase()].sort((a, b) => a.length - b.length);
    return short.length >= 3 && long.startsWith(short);
  });
  return found.length === 1 ? found[0] : undefined;
}

/** A finding about a word that is not known: with the nearest word in its message, or else with another hint. */
export function didYouMean(
  message: string,
  near: Suggestion | undefined,
  otherwise: string,
): { readonly message: string; readonly suggestion?: Suggestion; readonly hint?: string } {
  return near === undefined
    ? { message, hint: otherwise }
    : { message: `${message}, did you mean "${near.text}"?`, suggestion: near };
}

/** A hint about a word that is not among `names`: the nearest of them, or else another hint. */
export function meantOr(written: string, names: Iterable<string>, otherwise: string): string {
  const near = suggest(written, names);
  return near === undefined ? otherwise : `did you mean "${near}"?`;
}

/** `"a", "b" or "c"`, for the alternatives in a message. */
export function alternatives(
  names: readonly (string | number | boolean | null)[],
  joint: 'or' | 'and' = 'or',
): string {
  const quoted = names.map((name) => (typeof name === 'string' ? `"${name}"` : String(name)));
  const last = quoted.pop();
  return quoted.length === 0 ? (last ?? '') : `${quoted.join(', ')} ${joint} ${last}`;
}
