/** What the schema of a callback does not say: what it does, how it differs from Keras's, and a use of it. */
export interface CallbackText {
  readonly about: string;
  /** Of Keras's callback, where it has one. */
  readonly keras: string;
  readonly notes: readonly string[];
  readonly example: string;
}

const neverNaN =
  'NaN is never the best. In Keras a first value of NaN becomes the best, and nothing ever beats it.';
const batches =
  'Reads the loss back after every batch, which on a GPU makes each batch wait for the one before.';

/** By type, in the order of the page. */
export const callbackTexts: Readonly<Record<string, CallbackText>> = {
  earlyStopping: {
    about:
      'Stops the run when the monitored log has not improved for `patience` epochs. Never stops at the first epoch.',
    keras: 'EarlyStopping',
    notes: [
      'The weights of the best epoch come back with `restoreBestWeights` whether the run stopped early or not, as in Keras.',
      'With a `baseline`, a new best that does not beat it is kept as the best, but the count of epochs goes on.',
      neverNaN,
    ],
    example: `- { type: earlyStopping, monitor: val_accuracy, patience: 12, minDelta: 0.001, restoreBestWeights: true }`,
  },
  reduceLROnPlateau: {
    about: 'Lowers the learning rate when the monitored log has not improved for `patience` epochs.',
    keras: 'ReduceLROnPlateau',
    notes: [
      'Adds `learning_rate`, the rate before any reduction, to the logs: the callbacks behind it see it, those before it do not.',
      'Epochs in which the log is missing do not count, for the cooldown neither.',
      'The rate that is kept is a float32, as in Keras.',
      neverNaN,
    ],
    example: `- { type: reduceLROnPlateau, monitor: val_accuracy, factor: 0.3, patience: 4, cooldown: 3, minDelta: 0.001 }`,
  },
  learningRateScheduler: {
    about:
      'Sets the learning rate at the start of every epoch, by a schedule over the epochs that begins with the rate of the optimizer. The rate stands still within an epoch.',
    keras: 'LearningRateScheduler',
    notes: [
      'The schedules are those of Keras with an epoch as a step: `exponential` is `ExponentialDecay`, `step` the same with `staircase`, `cosine` is `CosineDecay` with `alpha` as a learning rate, not as a share of the first.',
      '`piecewise` is `PiecewiseConstantDecay` with each boundary one higher: `after: [10]` keeps the first rate for ten epochs.',
      'Adds `learning_rate` to the logs of the callbacks behind it.',
    ],
    example: `- { type: learningRateScheduler, schedule: { type: cosine, warmUpEpochs: 2, minLearningRate: 0.0001 } }`,
  },
  modelCheckpoint: {
    about:
      'Saves the model at the end of every epoch, or after every so many batches, or only when it is the best yet.',
    keras: 'ModelCheckpoint',
    notes: [
      'The path is a template in the language of Python’s `str.format`: `{epoch:04d}` and `{batch}` count from 1, `{val_loss:.2f}` rounds as Python does, `{name}` is a log or one of the spec’s variables. A name that cannot exist is found before training.',
      'The best value outlives the run when another follows in the same program.',
      'A log that is missing saves nothing with `saveBestOnly`, and is warned of once. Keras saves every such epoch.',
      '`saveFrequency` in batches goes with `saveBestOnly`; Keras fails at the second check of the first epoch.',
      '`keepLast` is ours: the new file is written before an old one is removed.',
      neverNaN,
    ],
    example: `- { type: modelCheckpoint, path: 'model-{epoch:04d}.h5', keepLast: 3 }
- { type: modelCheckpoint, path: best.keras, monitor: val_accuracy, saveBestOnly: true }`,
  },
  tensorBoard: {
    about:
      'Writes event files for TensorBoard, with the tags and steps of Keras: `epoch_<log>` (validation in a run of its own, without `val_`), `epoch_learning_rate`, `batch_<log>`, `evaluation_<log>_vs_iterations`, `<layer>/<weight>/histogram`, and the graph.',
    keras: 'TensorBoard',
    notes: [
      'A file begins with its first event, so that a run without validation leaves no empty one.',
      'The logs of epochs are always written; Keras passes over those that an `updateFrequency` in batches does not meet.',
      'Where batches are written, their logs are read back as they come.',
    ],
    example: `- { type: tensorBoard, logDir: logs, histogramFrequency: 5 }`,
  },
  csvLogger: {
    about:
      'Writes the logs of each epoch as a row. `epoch` counts from 0, the columns are those of the first epoch in the order of the alphabet, a log that is missing is `NA`, lines end in `\\r\\n`.',
    keras: 'CSVLogger',
    notes: [
      'Rows that are appended keep to the columns of the header that they come under; in Keras they may not match it.',
      'Every run has a `history.csv` besides, see [files](files.md).',
    ],
    example: `- { type: csvLogger, path: training.csv }`,
  },
  terminateOnNaN: {
    about: 'Stops at the first batch after which the loss is not a finite number.',
    keras: 'TerminateOnNaN',
    notes: [
      'The epoch is brought to its end, so that the other callbacks see its logs, unless `raiseError`.',
      batches,
    ],
    example: `- { type: terminateOnNaN }`,
  },
};
