import type { EpochRecord, TrainingResult } from '../training/events';

/** A run with fewer epochs is too short for advice. */
const fewestEpochs = 5;
/** Gain in training accuracy from one window of epochs to the next that counts as rising. */
const risingGain = 0.005;
/** Share of the first loss by which the training loss falls if the network learns at all. */
const leastFall = 0.03;
/** Training accuracy minus validation accuracy from which a network memorizes images. */
const overfittingGap = 0.1;
/** Training accuracy below which a network that stopped improving is too small, or its augmentation too strong. */
const lowAccuracy = 0.8;
/** Accuracy on held-out images from which more training hardly helps. */
const highAccuracy = 0.98;

/** A run's curves, and how it ended. */
export type AdvisedRun = Pick<TrainingResult, 'history' | 'stopReason'>;

/**
 * Derives one line of advice from the curves of `loss`, `accuracy`, `val_loss` and `val_accuracy`; `null` if all is well, the run
 * is too short, or it has no `accuracy`. Compares means over the last fifth of the epochs with those of the fifth before,
 * because single epochs are noisy. In this order:
 *
 * 1. The training loss has not fallen: the network does not learn.
 * 2. Training accuracy is far above validation accuracy, and validation no longer improves: overfitting.
 * 3. The run completed all its epochs, training accuracy was still rising, and validation did not suffer and is not yet
 *    near 100 %.
 * 4. Training accuracy is low and has stopped rising.
 */
export function adviceFor({ history, stopReason }: AdvisedRun): string | null {
  const [first] = history;
  if (first === undefined || history.length < fewestEpochs) return null;
  const window = Math.max(2, Math.round(history.length / 5));
  const last = history.slice(-window);
  const before = history.slice(-2 * window, -window);
  const loss = mean(last, 'loss');
  const accuracy = mean(last, 'accuracy');
  if (accuracy === undefined || loss === undefined) return null;
  const firstLoss = first.logs.loss ?? loss;
  if (!(loss < firstLoss * (1 - leastFall)) && accuracy < lowAccuracy)
    return 'the training loss is not falling: change the learning rate (training.optimizer.learningRate), and check that the images are in the right classes';

  const held = mean(last, 'val_accuracy');
  const improving = stillImproving(history, window);
  if (held !== undefined && accuracy - held >= overfittingGap && !improving)
    return `overfitting: accuracy is ${percent(accuracy)} on training images, but ${percent(held)} on validation images: add augmentation (data.train.augment), dropout or more images`;

  const rising = accuracy - (mean(before, 'accuracy') ?? accuracy) >= risingGain;
  if (rising && improving && stopReason === null && (held ?? accuracy) < highAccuracy)
    return 'training accuracy is still rising: train longer (training.epochs), or use a larger network (convspec init --network medium)';
  if (!rising && accuracy < lowAccuracy)
    return `training accuracy has stopped rising at ${percent(accuracy)}: use a larger network (convspec init --network medium), or less augmentation`;
  return null;
}

/** Whether the lowest validation loss is in the last window, or there is no validation. */
function stillImproving(history: readonly EpochRecord[], window: number): boolean {
  const losses = history.map(({ logs }) => logs.val_loss);
  if (losses.every((loss) => loss === undefined)) return true;
  const known = losses.map((loss) => (Number.isFinite(loss) ? Number(loss) : Number.POSITIVE_INFINITY));
  return known.indexOf(Math.min(...known)) >= history.length - window;
}

function mean(records: readonly EpochRecord[], log: string): number | undefined {
  const values = records.flatMap(({ logs }) => logs[log] ?? []);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
