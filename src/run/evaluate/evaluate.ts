import type { Engine } from '../backends/engine';
import { nextTurn } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import { type Calibration, createCalibration } from './calibration';
import { type Averages, averageScores, type ClassScore, classScores } from './class-scores';
import { isInTopK } from './top-k';

/** How well a network classifies a data set. Ratios are between 0 and 1. */
export interface Evaluation {
  /** Number of images evaluated. */
  readonly images: number;
  /** Number of images whose class has the highest score. */
  readonly correct: number;
  /** `correct / images`; 0 without images. */
  readonly accuracy: number;
  /** The share of images whose true class is among the `k` classes with the highest scores; ties count, as in Keras. */
  readonly top: {
    /** Default: 5, or the number of classes if there are fewer. */
    readonly k: number;
    /** From 0 to 1. */
    readonly accuracy: number;
  };
  /** In the order of the network's outputs. */
  readonly classes: readonly ClassScore[];
  /** Precision, recall and F1 over all classes. */
  readonly averages: Averages;
  /** `confusion[t][p]`: images of class `t` classified as class `p`. */
  readonly confusion: readonly (readonly number[])[];
  /** `null` if the scores are not probabilities, or there are no images. */
  readonly calibration: Calibration | null;
  /** Images with NaN scores: counted as wrong, but not in `confusion`. */
  readonly unscored: number;
}

/** A misclassified image. */
export interface Mistake {
  /** Indices of the true and the predicted class. */
  readonly truth: number;
  /** Number of the class with the highest score. */
  readonly predicted: number;
  /** The score of the predicted class. */
  readonly score: number;
  /** The input of the network, `[height, width, channels]`; valid only during the call. */
  readonly x: Float32Array;
}

/** The default of `top.k`. */
const usualTop = 5;

/**
 * Classifies every image of a set and compares the class with the highest score (the first if tied) with the true class.
 *
 * @throws an `AbortError` after the current batch if `signal` aborts
 * @example
 * const run = await train({ out: 'runs/net' });
 * await run.result;
 * if (run.validation) console.log(await evaluate({ engine: run.engine, data: run.validation, batchSize: 32 }));
 */
export async function evaluate(options: {
  readonly engine: Engine;
  readonly data: DataSet;
  readonly batchSize: number;
  /** The `k` of `top`, limited to the number of classes (default: 5). */
  readonly top?: number;
  readonly signal?: AbortSignal;
  /** Called with every misclassified image, in order. */
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
      if (isInTopK(ofImage, truth, k)) amongTop += 1;
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

/** The first index of the largest value; −1 if any value is NaN. */
function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) return -1;
    if (value > (values[best] ?? 0)) best = i;
  }
  return best;
}

/** `taken` images of class `truth` were classified as `predicted`. */
export interface Confusion {
  readonly truth: string;
  readonly predicted: string;
  readonly taken: number;
  /** As a share of the images of class `truth`. */
  readonly share: number;
}

/** The `limit` most frequent confusions (default: 5), sorted by number of images, then by share, then in class order. */
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
