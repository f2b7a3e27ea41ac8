import { createEventQueue } from './event-queue';
import type { TrainingEvent, TrainingResult } from './events';
import type { TrainOptions } from './train-options';
import { TrainingLoop } from './training-loop';

/**
 * A run in progress. It continues whether or not its events are read. They can be iterated once. If the run fails, the
 * iteration throws after the last event, and `result` rejects with the same `TrainingError`.
 */
export interface TrainingRun extends AsyncIterable<TrainingEvent> {
  /** Resolves when the run has ended; rejects when it fails. */
  readonly result: Promise<TrainingResult>;
}

/**
 * Trains a plan on an engine, calling hooks in the order of Keras's `Model.fit`. The logs of an epoch are the means of
 * `loss` and the metrics over its images, and `val_…` for the validation set after the epoch.
 *
 * Writes `spec.yaml` to the run folder at the start, `history.json` and `history.csv` after every epoch, the files of the
 * callbacks, and `model.h5` at the end. A run ended by `signal` has all of these too, but the interrupted epoch is not in
 * its history. A failed run keeps the files written so far, and its weights stay in the engine.
 *
 * The state is saved at the start, after every epoch, when `signal` stops the run, and at intervals within an epoch. A
 * resumed run writes the same files, bit for bit, as one that never stopped, except for durations.
 */
export function train(options: TrainOptions): TrainingRun {
  const queue = createEventQueue<TrainingEvent>(
    (newer, older) => newer.type === 'batchEnd' && older.type === 'batchEnd',
  );
  const result = Promise.resolve()
    .then(() => new TrainingLoop(options, queue.push).toEnd())
    .finally(options.release);
  result.then(
    () => queue.close(),
    (error) => {
      queue.push({ type: 'failed', reason: error.message });
      queue.close(error);
    },
  );
  return { result, [Symbol.asyncIterator]: () => queue.events[Symbol.asyncIterator]() };
}
