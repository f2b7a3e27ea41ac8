import { distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to what was written: at most two letters of five differ, two
 * swapped neighbours counting as one, letter case aside; else the only one
 * that it abbreviates or lengthens (`acc`, `convolution`). `undefined` when none is that near.
 */
export function suggest(written: string, names: Iterable<string>): string | undefined {
  const candidates = [...names];
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = editsBetween(written.toLowerCase(), candidate.toLowerCase());
    if (
      edits < bestDistance &&
      edits <= Math.max(1, Math.floor(Math.max(written.length, candidate.length) * 0.4))
    ) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best ?? onlyExtension(written.toLowerCase(), candidates);
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
  near: string | undefined,
  otherwise: string,
): { readonly message: string; readonly suggestion?: string; readonly hint?: string } {
  return near === undefined
    ? { message, hint: otherwise }
    : { message: `${message}, did you mean "${near}"?`, suggestion: near };
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
