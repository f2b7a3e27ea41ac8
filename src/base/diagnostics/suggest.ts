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

/** Like {@link misspelling}, for names chosen by the author, where a similar name is never a certain correction. */
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
