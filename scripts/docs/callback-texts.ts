/** What the schema of a callback lacks: its purpose, its differences from Keras, and an example. */
export interface CallbackText {
  readonly about: string;
  /** The name of the Keras callback. */
  readonly keras: string;
  readonly notes: readonly string[];
  readonly example: string;
}

const neverNaN =
  'NaN is never the best value. In Keras, an initial NaN becomes the best and is never beaten.';
const batches = 'It reads the loss after every batch. On a GPU, each batch then waits for the previous one.';

/** By type, in the order of the page. */
export const callbackTexts: Readonly<Record<string, CallbackText>> = {
  earlyStopping: {
    about:
      'Stops training when the monitored log has not improved for `patience` epochs. It never stops in the first epoch.',
    keras: 'EarlyStopping',
    notes: [
      'With `restoreBestWeights`, the weights of the best epoch are restored whether or not the run stopped early, as in Keras.',
      'With a `baseline`, a new best value that does not beat the baseline is stored, but does not reset the patience counter.',
      neverNaN,
    ],
    example: `- { type: earlyStopping, monitor: val_accuracy, patience: 12, minDelta: 0.001, restoreBestWeights: true }`,
  },
  reduceLROnPlateau: {
    about: 'Lowers the learning rate when the monitored log has not improved for `patience` epochs.',
    keras: 'ReduceLROnPlateau',
    notes: [
      'It adds `learning_rate`, the rate before any reduction, to the logs. Only later callbacks in the list see it.',
      'Epochs without the monitored log do not count, not even for the cooldown.',
      'The stored rate is a float32, as in Keras.',
      neverNaN,
    ],
    example: `- { type: reduceLROnPlateau, monitor: val_accuracy, factor: 0.3, patience: 4, cooldown: 3, minDelta: 0.001 }`,
  },
  learningRateScheduler: {
    about:
      'Sets the learning rate at the start of every epoch from a schedule that begins with the rate of the optimizer. The rate is constant within an epoch.',
    keras: 'LearningRateScheduler',
    notes: [
      'The schedules are those of Keras with one step per epoch: `exponential` is `ExponentialDecay`, `step` is the same with `staircase`, and `cosine` is `CosineDecay` with `alpha` as a learning rate instead of a fraction of the initial rate.',
      '`piecewise` is `PiecewiseConstantDecay` with each boundary one higher: `after: [10]` uses the first rate for ten epochs.',
      'It adds `learning_rate` to the logs. Only later callbacks in the list see it.',
    ],
    example: `- { type: learningRateScheduler, schedule: { type: cosine, warmUpEpochs: 2, minLearningRate: 0.0001 } }`,
  },
  modelCheckpoint: {
    about:
      'Saves the model after every epoch, every given number of batches, or only when it is the best so far.',
    keras: 'ModelCheckpoint',
    notes: [
      'The path is a template in the syntax of Python’s `str.format`: `{epoch:04d}` and `{batch}` count from 1, `{val_loss:.2f}` rounds as in Python, and `{name}` is a log or one of the spec’s variables. An unknown name is an error before training.',
      'The best value is kept when the same program starts another run.',
      'With `saveBestOnly`, an epoch without the monitored log saves nothing and warns once. Keras saves in every such epoch.',
      '`saveFrequency` in batches works with `saveBestOnly`; Keras fails at the second check of the first epoch.',
      '`keepLast` does not exist in Keras. The new file is written before an old one is removed.',
      neverNaN,
    ],
    example: `- { type: modelCheckpoint, path: 'model-{epoch:04d}.h5', keepLast: 3 }
- { type: modelCheckpoint, path: best.keras, monitor: val_accuracy, saveBestOnly: true }`,
  },
  tensorBoard: {
    about:
      'Writes event files for TensorBoard with the tags and steps of Keras: `epoch_<log>` (validation as a separate run, without `val_`), `epoch_learning_rate`, `batch_<log>`, `evaluation_<log>_vs_iterations`, `<layer>/<weight>/histogram`, and the graph.',
    keras: 'TensorBoard',
    notes: [
      'A file is created with its first event, so a run without validation has no empty file.',
      'Epoch logs are always written. Keras skips some of them when `updateFrequency` is a number of batches.',
      'If batches are written, their logs are read after every batch, which slows a GPU down.',
    ],
    example: `- { type: tensorBoard, logDir: logs, histogramFrequency: 5 }`,
  },
  csvLogger: {
    about:
      'Writes the logs of each epoch as a row. `epoch` counts from 0, the columns are the logs of the first epoch in alphabetical order, a missing log is `NA`, and lines end in `\\r\\n`.',
    keras: 'CSVLogger',
    notes: [
      'Appended rows use the columns of the existing header; in Keras they may not match it.',
      'Every run also has a `history.csv`, see [files](files.md).',
    ],
    example: `- { type: csvLogger, path: training.csv }`,
  },
  terminateOnNaN: {
    about: 'Stops training at the first batch after which the loss is not a finite number.',
    keras: 'TerminateOnNaN',
    notes: [
      'Without `raiseError`, the epoch is completed first, so that the other callbacks receive its logs.',
      batches,
    ],
    example: `- { type: terminateOnNaN }`,
  },
};
