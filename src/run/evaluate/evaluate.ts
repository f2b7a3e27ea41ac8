import type { Engine } from '../backends/engine';
import { nextTurn } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import { type Calibration, createCalibration } from './calibration';
import { type Averages, averageScores, type ClassScore, classScores } from './class-scores';

/** How well a network tells the classes of a data set apart. Shares are between 0 and 1. */
export interface Evaluation {
  /** Number of images evaluated. */
  readonly images: number;
  /** Number of images whose class has the highest score. */
  readonly correct: number;
  /** `correct / images`; 0 without images. */
  readonly accuracy: number;
  /** The share of images whose true class is among the `k` of the highest scores. */
  readonly top: {
    /** 5 by default, the number of classes at most. */
    readonly k: number;
    /** From 0 to 1. */
    readonly accuracy: number;
  };
  /** In the order of the network's outputs. */
  readonly classes: readonly ClassScore[];
  /** Precision, recall and F1 over all classes. */
  readonly averages: Averages;
  /** `confusion[t][p]`: images of class `t` that were taken for class `p`. */
  readonly confusion: readonly (readonly number[])[];
  /** `null` when the scores are no probabilities, or there are none. */
  readonly calibration: Calibration | null;
  /** Images whose scores are not numbers: counted as wrong, and in no column of `confusion`. */
  readonly unscored: number;
}

/** An image that was taken for another class. */
export interface Mistake {
  /** Numbers of classes. */
  readonly truth: number;
  /** Number of the class with the highest score. */
  readonly predicted: number;
  /** The score of the predicted class. */
  readonly score: number;
  /** The image as the network got it, `[height, width, channels]`; valid during the call only. */
  readonly x: Float32Array;
}

/** `top.k` unless asked otherwise. */
const usualTop = 5;

/**
 * Predicts every image of a set and compares the class with the highest score (the first of equals) with the true one.
 *
 * @throws an `AbortError` when `signal` stops it, after the current batch
 */
export async function evaluate(options: {
  readonly engine: Engine;
  readonly data: DataSet;
  readonly batchSize: number;
  /** For `top`; 5 by default, the number of classes at most. */
  readonly top?: number;
  readonly signal?: AbortSignal;
  /** Hears of every mistake, in the order of the images. */
  readonly onMistake?: (mistake: Mistake) => void;
}): Promise<Evaluation> {
  const { engine, data, batchSize, signal, onMistake } = options;
  const count = data.classes.length;
  const k = Math.min(options.top ?? usualTop, count);
  const confusion = data.classes.map(() => new Array<number>(count).fill(0));
  const images = new Array<number>(count).fill(0);
  const calibration = createCalibration();
  let unscored = 0;
  let amongTop = 0;
  for await (const { x, y, size } of data.batches({ batchSize, epoch: 0 })) {
    await nextTurn();
    signal?.throwIfAborted();
    const scores = await engine.predictBatch(x, size);
    for (let i = 0; i < size; i++) {
      const truth = indexOfLargest(y.subarray(i * count, (i + 1) * count));
      const ofImage = scores.subarray(i * count, (i + 1) * count);
      const predicted = indexOfLargest(ofImage);
      images[truth] = (images[truth] ?? 0) + 1;
      const row = confusion[truth];
      if (predicted === -1 || !row) {
        unscored += 1;
        continue;
      }
      row[predicted] = (row[predicted] ?? 0) + 1;
      if (placeOf(truth, ofImage) < k) amongTop += 1;
      calibration.add(ofImage, truth, predicted);
      if (predicted !== truth) {
        const pixels = x.length / size;
        const image = x.subarray(i * pixels, (i + 1) * pixels);
        onMistake?.({ truth, predicted, score: ofImage[predicted] ?? Number.NaN, x: image });
      }
    }
  }
  const classes = classScores(data.classes, confusion, images);
  const total = images.reduce((sum, n) => sum + n, 0);
  const correct = classes.reduce((sum, score) => sum + score.correct, 0);
  const share = (part: number) => (total === 0 ? 0 : part / total);
  return {
    images: total,
    correct,
    accuracy: share(correct),
    top: { k, accuracy: share(amongTop) },
    classes,
    averages: averageScores(classes),
    confusion,
    calibration: calibration.result(),
    unscored,
  };
}

/** The first position of the largest value; −1 when one of them is NaN. */
function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) return -1;
    if (value > (values[best] ?? 0)) best = i;
  }
  return best;
}

/** How many classes come before class `index`: those with a higher score, and of equals the earlier ones. */
function placeOf(index: number, scores: Float32Array): number {
  const own = scores[index] ?? 0;
  let before = 0;
  for (const [i, score] of scores.entries()) if (score > own || (score === own && i < index)) before += 1;
  return before;
}

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
