import { distance } from 'fastest-levenshtein';
import type { Suggestion } from './diagnostic';

/**
 * Finds the name closest to the written word: at most two of five letters may differ, two swapped neighbors count as
 * one difference, and letter case is ignored. Otherwise, the only name that the word abbreviates or extends (`acc`,
 * `convolution`). `undefined` if no name is close enough.
 */
export function suggest(written: string, names: Iterable<string>): string | undefined {
  return nearest(written, names).best;
}

/**
 * Suggests a correction for a misspelled word, as found by {@link suggest}. It is certain if no other name is close and
 * the digits are the same: `relu7` could be `relu6` or `relu`, and `conv3d` isn't a typo of `conv`.
 */
export function misspelling(written: string, names: Iterable<string>): Suggestion | undefined {
  const { best, unique } = nearest(written, names);
  if (best === undefined) return undefined;
  const digits = (word: string) => word.replace(/\D/g, '');
  return { written, text: best, certain: unique && digits(written) === digits(best) };
}

/** Comparisons for the guesses about one list of names; they take less than half a second. */
const maxComparisons = 500_000;

/** Finds the name that a word was probably meant to be. */
export type Guess = (written: string, names: readonly string[]) => Suggestion | undefined;

/** Like {@link misspelling}, for names chosen by the author, where a similar name is never a certain correction. */
function guess(written: string, names: readonly string[]): Suggestion | undefined {
  const text = suggest(written, names);
  return text === undefined ? undefined : { written, text, certain: false };
}

/**
 * Creates a {@link Guess} for names chosen by the author. There can be thousands of unknown words and of names, so it
 * guesses nothing after many comparisons.
 *
 * @param find how to guess (default: a similar name is never a certain correction)
 */
export function createGuess(find: Guess = guess): Guess {
  let left = maxComparisons;
  return (written, names) => {
    left -= names.length;
    return left < 0 ? undefined : find(written, names);
  };
}

/** Longer words are not compared: nobody mistypes one, and the time grows with the product of the lengths. */
const maxLength = 100;

function nearest(written: string, names: Iterable<string>): { best: string | undefined; unique: boolean } {
  const lower = written.toLowerCase();
  let best: { readonly name: string; readonly edits: number } | undefined;
  let count = 0;
  for (const name of names) {
    const longer = Math.max(written.length, name.length);
    const most = Math.max(1, Math.floor(longer * 0.4));
    // Every difference in length is an edit.
    if (longer > maxLength || Math.abs(written.length - name.length) > most) continue;
    const edits = editsBetween(lower, name.toLowerCase());
    if (edits > most) continue;
    count++;
    if (best === undefined || edits < best.edits) best = { name, edits };
  }
  if (best) return { best: best.name, unique: count === 1 || best.edits === 0 };
  return { best: onlyExtension(lower, names), unique: true };
}

function editsBetween(written: string, candidate: string): number {
  let at = 0;
  while (at < written.length && written[at] === candidate[at]) at++;
  const swapped =
    at < written.length &&
    written.length === candidate.length &&
    written[at] === candidate[at + 1] &&
    written[at + 1] === candidate[at] &&
    written.slice(at + 2) === candidate.slice(at + 2);
  return swapped ? 1 : distance(written, candidate);
}

function onlyExtension(written: string, names: Iterable<string>): string | undefined {
  let found: string | undefined;
  for (const name of names) {
    const [short, long] =
      written.length < name.length ? [written, name.toLowerCase()] : [name.toLowerCase(), written];
    if (short.length < 3 || !long.startsWith(short)) continue;
    if (found !== undefined) return undefined;
    found = name;
  }
  return found;
}

/** The message of a diagnostic about an unknown word: asks whether the closest word was meant, or gives a hint. */
export function didYouMean(
  message: string,
  near: Suggestion | undefined,
  otherwise: string,
): { readonly message: string; readonly suggestion?: Suggestion; readonly hint?: string } {
  return near === undefined
    ? { message, hint: otherwise }
    : { message: `${message}; did you mean "${near.text}"?`, suggestion: near };
}

/** A hint about a word that isn't one of `names`: the closest of them, or another hint. */
export function meantOr(written: string, names: Iterable<string>, otherwise: string): string {
  const near = suggest(written, names);
  return near === undefined ? otherwise : `did you mean "${near}"?`;
}

/** Formats the alternatives in a message: `"a", "b" or "c"`. */
export function alternatives(
  names: readonly (string | number | boolean | null)[],
  joint: 'or' | 'and' = 'or',
): string {
  const quoted = names.map((name) => (typeof name === 'string' ? `"${name}"` : String(name)));
  const last = quoted.pop();
  return quoted.length === 0 ? (last ?? '') : `${quoted.join(', ')} ${joint} ${last}`;
}
