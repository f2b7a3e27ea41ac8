import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../../src/run/report/advice';
import type { Logs } from '../../../src/run/training/callbacks/callback';

type Curve = (progress: number) => number;

/** Curves over epochs as functions of the progress, from 0 in the first epoch to 1 in the last. */
function historyOf(epochs: number, curves: Readonly<Record<string, Curve>>) {
  return Array.from({ length: epochs }, (_, epoch) => {
    const progress = epochs === 1 ? 1 : epoch / (epochs - 1);
    const logs: Logs = Object.fromEntries(
      Object.entries(curves).map(([name, curve]) => [name, curve(progress)]),
    );
    return { epoch, logs, learningRate: 0.001, messages: [], durationSeconds: 1 };
  });
}

const saturating =
  (from: number, to: number, speed = 8): Curve =>
  (t) =>
    to + (from - to) * Math.exp(-speed * t);
const linear =
  (from: number, to: number): Curve =>
  (t) =>
    from + (to - from) * t;

const well = {
  accuracy: saturating(0.4, 0.95),
  loss: saturating(2, 0.15),
  val_accuracy: saturating(0.4, 0.92),
  val_loss: saturating(2, 0.25),
};
const rising = {
  accuracy: linear(0.2, 0.7),
  loss: linear(2.3, 0.9),
  val_accuracy: linear(0.2, 0.68),
  val_loss: linear(2.3, 1),
};
const overfitting = {
  accuracy: saturating(0.4, 0.99),
  loss: saturating(2, 0.03),
  val_accuracy: saturating(0.4, 0.72),
  val_loss: (t: number) => 1 + 2 * (t - 0.3) ** 2,
};
const without = (name: string, curves: Readonly<Record<string, Curve>>) =>
  Object.fromEntries(Object.entries(curves).filter(([key]) => key !== name));

const longer =
  'training accuracy is still rising: train longer (training.epochs), or use a larger network (convspec init --network medium)';
const augment =
  'overfitting: accuracy is 99.0% on training images, but 72.0% on validation images: add augmentation (data.train.augment), dropout or more images';
const larger =
  'training accuracy has stopped rising at 61.0%: use a larger network (convspec init --network medium), or less augmentation';
const learningRate =
  'the training loss is not falling: change the learning rate (training.optimizer.learningRate), and check that the images are in the right classes';

describe('the advice for a run', () => {
  it.each<[string, number, Readonly<Record<string, Curve>>, string | null]>([
    ['whose curves have leveled off high', 30, well, null],
    ['whose training accuracy is rising', 30, rising, longer],
    [
      'whose training accuracy is rising, with nearly every validation image correct',
      30,
      { ...rising, val_accuracy: linear(0.2, 1) },
      longer,
    ],
    [
      'whose training accuracy is rising, with every validation image correct',
      30,
      { ...rising, val_accuracy: saturating(0.2, 1) },
      null,
    ],
    ['of few epochs that are rising', 6, rising, longer],
    ['without validation that is rising', 30, { accuracy: rising.accuracy, loss: rising.loss }, longer],
    ['that overfits', 40, overfitting, augment],
    [
      'that overfits while training accuracy rises',
      40,
      { ...overfitting, accuracy: linear(0.3, 1.06) },
      expect.stringMatching(/^overfitting: /),
    ],
    [
      'whose validation accuracy is lower, but improving',
      30,
      { ...rising, val_accuracy: linear(0.1, 0.5) },
      longer,
    ],
    [
      'that levels off low',
      40,
      {
        accuracy: saturating(0.2, 0.61, 20),
        loss: saturating(2.3, 1.1, 20),
        val_accuracy: saturating(0.2, 0.6, 20),
        val_loss: saturating(2.3, 1.1, 20),
      },
      larger,
    ],
    [
      'that learns nothing',
      20,
      { accuracy: () => 0.1, loss: () => 2.4, val_accuracy: () => 0.1, val_loss: () => 2.4 },
      learningRate,
    ],
    ['whose loss grows', 20, { accuracy: () => 0.1, loss: linear(2.3, 40) }, learningRate],
    ['whose loss is not a number', 20, { accuracy: () => 0.1, loss: () => Number.NaN }, learningRate],
    ['that starts perfect and stays so', 20, { accuracy: () => 1, loss: () => 0 }, null],
    ['without the log accuracy', 30, without('accuracy', rising), null],
    ['of two epochs', 2, rising, null],
    ['of no epochs', 0, rising, null],
  ])('%s', (_, epochs, curves, advice) => {
    expect(adviceFor({ history: historyOf(epochs, curves), stopReason: null })).toEqual(advice);
  });

  it('does not ask for more epochs if a callback stopped the run', () => {
    const history = historyOf(30, rising);
    expect(adviceFor({ history, stopReason: 'val_loss has not improved for 9 epochs' })).toBeNull();
  });

  it('is not changed by noise', () => {
    const noisy = (curve: Curve, size: number): Curve => {
      let epoch = 0;
      return (t) => curve(t) + size * Math.sin(12.9898 * ++epoch);
    };
    const noise = (curves: typeof well) => ({
      accuracy: noisy(curves.accuracy, 0.005),
      loss: noisy(curves.loss, 0.02),
      val_accuracy: noisy(curves.val_accuracy, 0.02),
      val_loss: curves.val_loss,
    });
    const adviceOf = (curves: typeof well) =>
      adviceFor({ history: historyOf(40, noise(curves)), stopReason: null });
    expect([well, rising, overfitting].map(adviceOf)).toEqual([
      null,
      longer,
      expect.stringMatching(/^overfitting: /),
    ]);
  });
});
