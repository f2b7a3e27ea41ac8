import { distance } from 'fastest-levenshtein';

/**
 * The candidate nearest to what was written: at most two letters of five differ, letter case aside; `undefined`
 * when none is that near.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(written.toLowerCase(), candidate.toLowerCase());
    if (
      edits < bestDistance &&
      edits <= Math.max(1, Math.floor(Math.max(written.length, candidate.length) * 0.4))
    ) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
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
