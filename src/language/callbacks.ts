import { z } from 'zod';
import { scheduleSchema } from './learning-rate-schedules';
import { nonNegative, nonNegativeInt, positiveInt } from './scalars';

/** An entry of the section `callbacks`, validated by the schema of its type, every default explicit. */
export interface CallbackSpec {
  /** Kind of the callback. */
  readonly type: string;
  /** Its options, by key. */
  readonly [option: string]: unknown;
}

/**
 * What the checker knows of a kind of callback. Behaviour is added in `run/training/callbacks/`;
 * `vocabularyWith` hands the schemas of plugins to the checker, so that they are checked like built-in ones.
 */
export interface CallbackSchema<S extends z.ZodObject = z.ZodObject> {
  /** What `type` names it by in a spec. */
  readonly type: string;
  /** Its options without `type`; strict, with Keras's defaults. */
  readonly schema: S;
  /** The key that names the log it watches, if it watches one under these options. */
  monitorKey?(options: z.output<S>): string | undefined;
  /** Epochs that pass before it can change anything under these options, and the key to lower when they are too many. */
  idle?(options: z.output<S>): {
    /** Number of epochs. */
    readonly epochs: number;
    /** The key to lower. */
    readonly key: string;
  };
  /** Whether it sets the learning rate: anew in every epoch, or now and then in answer to a log. */
  readonly setsLearningRate?: 'everyEpoch' | 'inAnswer';
  /** The keys that hold paths which it writes, and whether a path is a template over epoch, logs and variables. */
  readonly paths?: Readonly<
    Record<
      string,
      {
        /** Whether the path may insert the epoch, logs and variables, as `{name}`. */
        readonly template: boolean;
      }
    >
  >;
}

/** What a callback watches whose author names nothing. */
const defaultMonitor = 'val_loss';

/** Options that every callback with a monitor shares, with Keras's defaults. */
const monitorOptions = {
  monitor: z.string().min(1).default(defaultMonitor).describe('The log to watch, such as val_accuracy.'),
  mode: z
    .enum(['auto', 'min', 'max'])
    .default('auto')
    .describe('Whether a smaller or a larger value is better; auto knows it from the name of the log.'),
};

/** What an author may write about each built-in callback, and what the checker knows of it. Behaviour is added in `run/`. */
export const callbackSchemas = {
  csvLogger: defineSchema({
    type: 'csvLogger',
    schema: z.strictObject({
      path: z.string().min(1).describe('File in the run folder; may name variables, as {name}.'),
      separator: z.string().length(1).default(',').describe('One character between two values.'),
      append: z
        .boolean()
        .default(false)
        .describe('Whether rows are added to a file that is there, instead of starting it anew.'),
    }),
    paths: { path: { template: false } },
  }),

  earlyStopping: defineSchema({
    type: 'earlyStopping',
    schema: z.strictObject({
      ...monitorOptions,
      minDelta: z.number().default(0).describe('A change must be larger than this to count.'),
      patience: nonNegativeInt
        .default(0)
        .describe('Epochs without improvement before training stops; 0 acts as 1.'),
      baseline: z
        .number()
        .nullable()
        .default(null)
        .describe('A value that an improvement must also beat to start the count anew; null for none.'),
      restoreBestWeights: z
        .boolean()
        .default(false)
        .describe('Whether the weights of the best epoch come back at the end, stopped early or not.'),
      startFromEpoch: nonNegativeInt
        .default(0)
        .describe('Epochs before this one, counted from 0, are ignored.'),
    }),
    monitorKey: () => 'monitor',
    // Keeping the best weights is an act that takes no patience.
    idle: ({ patience, startFromEpoch, restoreBestWeights }) => ({
      epochs: restoreBestWeights ? 0 : startFromEpoch + patience,
      key: startFromEpoch > patience ? 'startFromEpoch' : 'patience',
    }),
  }),

  learningRateScheduler: defineSchema({
    type: 'learningRateScheduler',
    schema: z.strictObject({
      schedule: scheduleSchema.describe('How the learning rate goes from epoch to epoch.'),
    }),
    setsLearningRate: 'everyEpoch',
  }),

  modelCheckpoint: defineSchema({
    type: 'modelCheckpoint',
    schema: z
      .strictObject({
        path: z
          .string()
          .regex(/[^/\\]\.(h5|keras)$/, {
            error: 'expected a file name that ends in .h5, .weights.h5 or .keras',
          })
          .describe(
            'File in the run folder that ends in .h5, .weights.h5 or .keras; may name {epoch} and {batch} (from 1), logs and variables, with a format as in {epoch:04d}.',
          ),
        ...monitorOptions,
        saveBestOnly: z
          .boolean()
          .default(false)
          .describe('Whether only a value of the log that beats all earlier ones is saved.'),
        saveWeightsOnly: z
          .boolean()
          .default(false)
          .describe('Whether the weights are saved without the network, in a file that ends in .weights.h5.'),
        saveFrequency: z
          .union([z.literal('epoch'), positiveInt], { error: "expected 'epoch' or a number of batches" })
          .default('epoch')
          .describe(
            'When to save: at the end of every epoch, or after this many batches, counted across epochs.',
          ),
        initialValueThreshold: z
          .number()
          .nullable()
          .default(null)
          .describe('With saveBestOnly, a value that the first one saved must beat; null for none.'),
        keepLast: positiveInt
          .optional()
          .describe('Files to keep of those that it wrote, the newest; all unless given.'),
      })
      .refine(({ path, saveWeightsOnly }) => saveWeightsOnly === path.endsWith('.weights.h5'), {
        path: ['path'],
        error: ({ input }) =>
          (input as { saveWeightsOnly: boolean }).saveWeightsOnly
            ? 'expected a file name that ends in .weights.h5, because of saveWeightsOnly'
            : 'a file that ends in .weights.h5 holds weights only: add saveWeightsOnly: true',
      }),
    // A checkpoint that compares nothing does not need its monitor; one that the author names must still exist.
    monitorKey: ({ saveBestOnly, monitor }) =>
      saveBestOnly || monitor !== defaultMonitor ? 'monitor' : undefined,
    paths: { path: { template: true } },
  }),

  reduceLROnPlateau: defineSchema({
    type: 'reduceLROnPlateau',
    schema: z.strictObject({
      ...monitorOptions,
      factor: z.number().min(0).lt(1).default(0.1).describe('What the learning rate is multiplied by.'),
      patience: nonNegativeInt
        .default(10)
        .describe('Epochs without improvement before a reduction; 0 acts as 1.'),
      minDelta: z.number().default(1e-4).describe('A change must be larger than this to count.'),
      cooldown: nonNegativeInt
        .default(0)
        .describe('Epochs after a reduction that are not counted; 0 acts as 1.'),
      minLearningRate: nonNegative.default(0).describe('The learning rate never falls below this.'),
    }),
    monitorKey: () => 'monitor',
    idle: ({ patience }) => ({ epochs: patience, key: 'patience' }),
    setsLearningRate: 'inAnswer',
  }),

  tensorBoard: defineSchema({
    type: 'tensorBoard',
    schema: z.strictObject({
      logDir: z
        .string()
        .min(1)
        .default('logs')
        .describe(
          'Folder for the event files in the run folder, with train and validation in it; may name variables, as {name}.',
        ),
      histogramFrequency: nonNegativeInt
        .default(0)
        .describe('Histograms of all weights every so many epochs; 0 for none.'),
      updateFrequency: z
        .union([z.enum(['epoch', 'batch']), positiveInt], {
          error: "expected 'epoch', 'batch' or a number of batches",
        })
        .default('epoch')
        .describe(
          'Whether logs are also written within an epoch: after every batch, or every so many, counted across epochs.',
        ),
      writeGraph: z.boolean().default(true).describe('Whether the network is written for the graph tab.'),
    }),
    paths: { logDir: { template: false } },
  }),

  terminateOnNaN: defineSchema({
    type: 'terminateOnNaN',
    schema: z.strictObject({
      raiseError: z
        .boolean()
        .default(false)
        .describe('Whether the run fails at once, in place of coming to an orderly end.'),
    }),
  }),
} as const satisfies Readonly<Record<string, CallbackSchema>>;

/** Ties the options of the functions to the schema. */
function defineSchema<S extends z.ZodObject>(schema: CallbackSchema<S>): CallbackSchema<S> {
  return schema;
}
