/** The images whose confidence is in one bin. */
export interface ReliabilityBin {
  /** Confidences above `from` and up to `to`. */
  readonly from: number;
  /** Upper bound, included. */
  readonly to: number;
  /** Number of images in the bin. */
  readonly images: number;
  /** The mean of their confidences, and the share classified correctly; 0 without images. */
  readonly confidence: number;
  /** Share of its images whose class is predicted right; 0 without images. */
  readonly accuracy: number;
}

/** How well the probabilities of a network match how often it is correct. */
export interface Calibration {
  /**
   * Expected calibration error: the mean over images of `|accuracy − confidence|` of their bin, the confidence being
   * the probability of the predicted class (Guo et al. 2017, On Calibration of Modern Neural Networks).
   */
  readonly expectedError: number;
  /** The largest `|accuracy − confidence|` of a bin with images. */
  readonly maximumError: number;
  /** Mean of `−ln p` of the true class, `p` being at least 1e-12. */
  readonly negativeLogLikelihood: number;
  /** Mean over images of the sum over classes of `(p − y)²`: from 0 to 2. */
  readonly brierScore: number;
  /** 15 bins of equal width, from confidence 0 to 1. */
  readonly bins: readonly ReliabilityBin[];
}

/** The number of bins in Guo et al. */
const binCount = 15;
/** How far a float32 softmax may be outside `[0, 1]` because of rounding. */
const slack = 1e-5;

/** Collects the probabilities of images. `result` returns `null` without images, or if a score was not a probability. */
export function createCalibration(): {
  add(scores: Float32Array, truth: number, predicted: number): void;
  result(): Calibration | null;
} {
  const bins = Array.from({ length: binCount }, () => ({ images: 0, confidence: 0, correct: 0 }));
  let images = 0;
  let sound = true;
  let logSum = 0;
  let squareSum = 0;
  return {
    add(scores, truth, predicted) {
      if (scores.some((score) => score < -slack || score > 1 + slack)) sound = false;
      const confidence = clamp(scores[predicted] ?? 0);
      const bin = bins[Math.max(0, Math.ceil(confidence * binCount) - 1)];
      if (!sound || !bin) return;
      images += 1;
      bin.images += 1;
      bin.confidence += confidence;
      bin.correct += truth === predicted ? 1 : 0;
      logSum -= Math.log(Math.max(1e-12, clamp(scores[truth] ?? 0)));
      for (const [i, score] of scores.entries()) squareSum += (score - (i === truth ? 1 : 0)) ** 2;
    },
    result() {
      if (!sound || images === 0) return null;
      const filled = bins.map((bin, i) => ({
        from: i / binCount,
        to: (i + 1) / binCount,
        images: bin.images,
        confidence: bin.images === 0 ? 0 : bin.confidence / bin.images,
        accuracy: bin.images === 0 ? 0 : bin.correct / bin.images,
      }));
      const gaps = filled.map(({ accuracy, confidence }) => Math.abs(accuracy - confidence));
      return {
        expectedError: filled.reduce((sum, bin, i) => sum + (bin.images / images) * (gaps[i] ?? 0), 0),
        maximumError: Math.max(...gaps),
        negativeLogLikelihood: logSum / images,
        brierScore: squareSum / images,
        bins: filled,
      };
    },
  };
}

function clamp(probability: number): number {
  return Math.min(1, Math.max(0, probability));
}
