/** The scores of one class. A ratio whose denominator is 0 is 0, as in scikit-learn. */
export interface ClassScore {
  /** Name of the class. */
  readonly name: string;
  /** Images of this class (its support). */
  readonly images: number;
  /** Images classified as this class, correctly or not. */
  readonly predicted: number;
  /** Images of this class that are predicted right. */
  readonly correct: number;
  /** `correct / predicted` */
  readonly precision: number;
  /** `correct / images` */
  readonly recall: number;
  /** The harmonic mean of precision and recall, `2 · correct / (images + predicted)`. */
  readonly f1: number;
}

/** Scores averaged over the classes; each between 0 and 1. */
export interface AverageScore {
  /** Mean precision. */
  readonly precision: number;
  /** Mean recall. */
  readonly recall: number;
  /** Mean F1. */
  readonly f1: number;
}

/** Two ways of averaging over classes. */
export interface Averages {
  /** All classes have the same weight; classes without true or predicted images are excluded. */
  readonly macro: AverageScore;
  /** Classes are weighted by their number of images. */
  readonly weighted: AverageScore;
}

/**
 * Computes the scores of each class.
 *
 * @param confusion `confusion[t][p]`: images of class `t` classified as class `p`
 * @param images number of images of each class, including those without a prediction
 */
export function classScores(
  names: readonly string[],
  confusion: readonly (readonly number[])[],
  images: readonly number[],
): readonly ClassScore[] {
  return names.map((name, i) => {
    const correct = confusion[i]?.[i] ?? 0;
    const predicted = confusion.reduce((sum, row) => sum + (row[i] ?? 0), 0);
    const own = images[i] ?? 0;
    return {
      name,
      images: own,
      predicted,
      correct,
      precision: ratio(correct, predicted),
      recall: ratio(correct, own),
      f1: ratio(2 * correct, own + predicted),
    };
  });
}

/** Averages the scores of the classes. */
export function averageScores(classes: readonly ClassScore[]): Averages {
  const occurring = classes.filter(({ images, predicted }) => images + predicted > 0);
  return { macro: mean(occurring, () => 1), weighted: mean(occurring, ({ images }) => images) };
}

function mean(classes: readonly ClassScore[], weight: (score: ClassScore) => number): AverageScore {
  const total = classes.reduce((sum, score) => sum + weight(score), 0);
  const of = (key: keyof AverageScore) =>
    ratio(
      classes.reduce((sum, score) => sum + weight(score) * score[key], 0),
      total,
    );
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
