import type { Evaluation } from './evaluate';

/** `taken` images of class `truth` were taken for class `predicted`. */
export interface Confusion {
  readonly truth: string;
  readonly predicted: string;
  readonly taken: number;
  /** As a share of the images of class `truth`. */
  readonly share: number;
}

/** The `limit` commonest confusions, 5 by default: by number of images, then by share, then in class order. */
export function worstConfusions({ classes, confusion }: Evaluation, limit = 5): readonly Confusion[] {
  return confusion
    .flatMap((row, t) =>
      row.flatMap((taken, p) => {
        const truth = classes[t];
        const predicted = classes[p];
        if (t === p || taken === 0 || !truth || !predicted) return [];
        return [{ truth: truth.name, predicted: predicted.name, taken, share: taken / truth.images }];
      }),
    )
    .sort((a, b) => b.taken - a.taken || b.share - a.share)
    .slice(0, limit);
}
