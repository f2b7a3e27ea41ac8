/** How well the images of one class are told from the others. A share of nothing is 0, as scikit-learn has it. */
export interface ClassScore {
  /** Name of the class. */
  readonly name: string;
  /** Images of this class: its support. */
  readonly images: number;
  /** Images that were taken for this class, rightly or not. */
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
  /** Every class counts the same; those without an image, true or predicted, do not count. */
  readonly macro: AverageScore;
  /** Every class counts by its images. */
  readonly weighted: AverageScore;
}

/**
 * The scores of each class.
 *
 * @param confusion `confusion[t][p]`: images of class `t` that were taken for class `p`
 * @param images of each class, those included that were taken for no class
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

/** Means over the classes. */
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
