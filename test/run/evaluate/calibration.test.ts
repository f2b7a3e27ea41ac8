import { describe, expect, it } from 'vitest';
import { createCalibration } from '../../../src/run/evaluate/calibration';

interface Scored {
  readonly scores: readonly number[];
  readonly truth: number;
}

function calibrationOf(images: readonly Scored[]) {
  const calibration = createCalibration();
  for (const { scores, truth } of images)
    calibration.add(Float32Array.from(scores), truth, scores.indexOf(Math.max(...scores)));
  return calibration.result();
}

describe('calibration', () => {
  it('is the mean gap between confidence and accuracy, weighted by the images in each bin', () => {
    const found = calibrationOf([
      { scores: [0.625, 0.375], truth: 0 },
      { scores: [0.625, 0.375], truth: 1 },
      { scores: [0.65, 0.35], truth: 1 },
      { scores: [1, 0], truth: 0 },
    ]);
    // Three images between 9/15 and 10/15, a third of them correct; one with full confidence, correct.
    const confidence = (0.625 + 0.625 + 0.65) / 3;
    expect(found?.bins.filter(({ images }) => images > 0)).toEqual([
      { from: 9 / 15, to: 10 / 15, images: 3, confidence: expect.closeTo(confidence, 6), accuracy: 1 / 3 },
      { from: 14 / 15, to: 1, images: 1, confidence: 1, accuracy: 1 },
    ]);
    expect(found?.bins).toHaveLength(15);
    expect(found?.expectedError).toBeCloseTo((3 / 4) * (confidence - 1 / 3), 6);
    expect(found?.maximumError).toBeCloseTo(confidence - 1 / 3, 6);
    expect(found?.negativeLogLikelihood).toBeCloseTo(
      -(Math.log(0.625) + Math.log(0.375) + Math.log(0.35) + Math.log(1)) / 4,
      6,
    );
    expect(found?.brierScore).toBeCloseTo((2 * (0.375 ** 2 + 0.625 ** 2 + 0.65 ** 2)) / 4, 6);
  });

  it.each([
    [0.5, 0.5, 7],
    [0.0625, 0.05, 0],
    [0, 0, 0],
    [1, 0, 14],
  ])('a confidence of %d, with %d next to it, is in bin %d', (largest, other, bin) => {
    const bins = calibrationOf([{ scores: [largest, other], truth: 0 }])?.bins ?? [];
    expect(bins.findIndex(({ images }) => images === 1)).toBe(bin);
  });

  it('limits the penalty for a probability of 0 for the true class', () => {
    expect(calibrationOf([{ scores: [1, 0], truth: 1 }])?.negativeLogLikelihood).toBeCloseTo(
      12 * Math.LN10,
      6,
    );
  });

  it('tolerates rounding, and is null for scores that are not probabilities', () => {
    expect(calibrationOf([{ scores: [1.000001, -0.000001], truth: 0 }])?.expectedError).toBe(0);
    expect(calibrationOf([{ scores: [3.2, -1.1], truth: 0 }])).toBeNull();
    expect(
      calibrationOf([
        { scores: [3.2, -1.1], truth: 0 },
        { scores: [0.5, 0.5], truth: 0 },
      ]),
    ).toBeNull();
    expect(calibrationOf([])).toBeNull();
  });
});
