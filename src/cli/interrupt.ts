/**
 * Under npm a Ctrl-C arrives twice, from the terminal and passed on by npm; signals that come within this many
 * milliseconds are one.
 */
const oneMoment = 1_000;

/** A handler of Ctrl-C that calls `first` once, and `again` when it is meant once more. */
export function createInterruptHandler(
  actions: { first(): void; again(): void },
  now: () => number = Date.now,
): () => void {
  let begun: number | undefined;
  return () => {
    if (begun === undefined) {
      begun = now();
      actions.first();
    } else if (now() - begun > oneMoment) actions.again();
  };
}

/** Somebody pressed Ctrl-C where nothing had been begun that is to be saved. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}
