import { createEventQueue } from './event-queue';
import type { TrainingEvent, TrainingResult } from './events';
import type { TrainOptions } from './train-options';
import { TrainingLoop } from './training-loop';

/**
 * A run under way. It goes on whether or not anybody listens. Iterating gives its events, once; when the run fails,
 * the iteration throws after the last event, and `result` rejects with the same `TrainingError`.
 */
export interface TrainingRun extends AsyncIterable<TrainingEvent> {
  /** Resolves when the run has ended; rejects when it fails. */
  readonly result: Promise<TrainingResult>;
}

/**
 * Trains a plan on an engine, hook by hook as Keras's `Model.fit` does. The logs of an epoch are the means over its
 * images of `loss` and the metrics, and `val_…` of the validation set after the epoch.
 *
 * The run folder gets `spec.yaml` at the start, `history.json` and `history.csv` after every epoch, what the callbacks
 * write, and `model.h5` at the end. A run that `signal` ends has all of these too; the epoch that it cuts short is not
 * in its history. A run that fails keeps what had been written, and its weights stay in the engine.
 *
 * The state is saved at the start, after every epoch, where `signal` stops the run, and now and then within an epoch. A
 * run that is resumed from one leaves the same files, bit by bit, as one that never stopped: durations aside.
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
