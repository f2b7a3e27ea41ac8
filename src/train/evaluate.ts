import type { Engine } from '../backend/engine';
import type { DataSet } from '../data/data-set';
import { nextTurn } from './next-turn';

/** How well the images of one class are told from the others. */
export interface ClassScore {
  readonly name: string;
  /** Images of this class. */
  readonly images: number;
  /** Images that were taken for this class, rightly or not. */
  readonly predicted: number;
  readonly correct: number;
}

export interface Evaluation {
  readonly images: number;
  readonly correct: number;
  /** `correct / images`; 0 without images. */
  readonly accuracy: number;
  readonly classes: readonly ClassScore[];
  /** `confusion[t][p]`: images of class `t` that were taken for class `p`. */
  readonly confusion: readonly (readonly number[])[];
  /** Images whose scores are not numbers: counted as wrong, and in no column of `confusion`. */
  readonly unscored: number;
}

/**
 * Predicts every image of a set and compares the class with the highest score (the first of equals) with the true one.
 */
export async function evaluate(options: {
  readonly engine: Engine;
  readonly data: DataSet;
  readonly batchSize: number;
  /** Stops after the current batch, with an `AbortError`. */
  readonly signal?: AbortSignal;
}): Promise<Evaluation> {
  const { engine, data, batchSize, signal } = options;
  const count = data.classes.length;
  const confusion = data.classes.map(() => new Array<number>(count).fill(0));
  const images = new Array<number>(count).fill(0);
  let unscored = 0;
  for await (const { x, y, size } of data.batches({ batchSize, epoch: 0 })) {
    await nextTurn();
    signal?.throwIfAborted();
    const scores = await engine.predictBatch(x, size);
    for (let i = 0; i < size; i++) {
      const truth = indexOfLargest(y, i * count, count);
      images[truth] = (images[truth] ?? 0) + 1;
      const predicted = indexOfLargest(scores, i * count, count);
      const row = confusion[truth];
      if (predicted === -1) unscored += 1;
      else if (row) row[predicted] = (row[predicted] ?? 0) + 1;
    }
  }
  const classes = data.classes.map((name, i) => ({
    name,
    images: images[i] ?? 0,
    predicted: confusion.reduce((sum, row) => sum + (row[i] ?? 0), 0),
    correct: confusion[i]?.[i] ?? 0,
  }));
  const total = images.reduce((sum, n) => sum + n, 0);
  const correct = classes.reduce((sum, score) => sum + score.correct, 0);
  const accuracy = total === 0 ? 0 : correct / total;
  return { images: total, correct, accuracy, classes, confusion, unscored };
}

/** The first position of the largest of `count` values, from 0; −1 when one of them is NaN. */
function indexOfLargest(values: Float32Array, from: number, count: number): number {
  let best = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = values[from + i] ?? Number.NaN;
    if (Number.isNaN(value)) return -1;
    if (value > largest) {
      largest = value;
      best = i;
    }
  }
  return best;
}
