import { z } from 'zod';
import { type ScheduledRun, scheduledRate, scheduleSchema } from './learning-rate-schedules';
import { nonNegative, nonNegativeInt, positiveInt } from './scalars';

/** An entry of the section `callbacks`, validated by the schema of its type, with every default explicit. */
export interface CallbackSpec {
  /** Kind of the callback. */
  readonly type: string;
  /** Its options, by key. */
  readonly [option: string]: unknown;
}

/**
 * What the checker needs to know about a callback type. Behavior is added in `run/training/callbacks/`.
 * `vocabularyWith` adds the schemas of plugins, which are checked like built-in ones.
 */
export interface CallbackSchema<S extends z.ZodObject = z.ZodObject> {
  /** What `type` names it by in a spec. */
  readonly type: string;
  /** Its options without `type`; strict, with Keras's defaults. */
  readonly schema: S;
  /** Returns the key that names the monitored log, if the callback monitors one with these options. */
  monitorKey?(options: z.output<S>): string | undefined;
  /** Returns the number of epochs before it can trigger with these options, and the key to lower if they are too many. */
  idle?(options: z.output<S>): {
    /** Number of epochs. */
    readonly epochs: number;
    /** The key to lower. */
    readonly key: string;
  };
  /** Returns the learning rate that it sets in an epoch (from 0), if that depends on nothing else. */
  rate?(options: z.output<S>, epoch: number, run: ScheduledRun): number;
  /** When it sets the learning rate, if it does: in every epoch, or in reaction to a log. */
  readonly setsLearningRate?: 'everyEpoch' | 'onPlateau';
  /** The keys of paths that it writes to, and whether such a path may contain epoch, logs and variables. */
  readonly paths?: Readonly<
    Record<
      string,
      {
        /** Whether the path may insert the epoch, logs and variables, as `{name}`. */
        readonly template: boolean;
        /** If it is the path of a folder, the subfolders created there; default: it is the path of a file. */
        readonly subfolders?: readonly string[];
      }
    >
  >;
}

/** The default log that callbacks monitor. */
const defaultMonitor = 'val_loss';

/** Options shared by all callbacks with a monitor, with Keras's defaults. */
const monitorOptions = {
  monitor: z.string().min(1).default(defaultMonitor).describe('The log to monitor, such as val_accuracy.'),
  mode: z
    .enum(['auto', 'min', 'max'])
    .default('auto')
    .describe(
      'Whether smaller (min) or larger (max) values are better; auto decides by the name of the log.',
    ),
};

/** The options of each built-in callback, and what the checker needs to know about it. Behavior is added in `run/`. */
export const callbackSchemas = {
  csvLogger: defineSchema({
    type: 'csvLogger',
    schema: z.strictObject({
      path: z
        .string()
        .min(1)
        .describe('Path of the file in the run folder; may contain variables, as {name}.'),
      separator: z.string().length(1).default(',').describe('The character between two values.'),
      append: z
        .boolean()
        .default(false)
        .describe('Whether to append to an existing file instead of overwriting it.'),
    }),
    paths: { path: { template: false } },
  }),

  earlyStopping: defineSchema({
    type: 'earlyStopping',
    schema: z.strictObject({
      ...monitorOptions,
      minDelta: z
        .number()
        .default(0)
        .describe('A change must be larger than this to count as an improvement.'),
      patience: nonNegativeInt
        .default(0)
        .describe('Number of epochs without improvement before training stops; 0 is the same as 1.'),
      baseline: z
        .number()
        .nullable()
        .default(null)
        .describe('A value that an improvement must also beat to reset the patience counter; null for none.'),
      restoreBestWeights: z
        .boolean()
        .default(false)
        .describe(
          'Whether to restore the weights of the best epoch at the end, even if training was not stopped early.',
        ),
      startFromEpoch: nonNegativeInt
        .default(0)
        .describe('The first epoch to monitor, counted from 0; earlier epochs are ignored.'),
    }),
    monitorKey: () => 'monitor',
    // Restoring the best weights has an effect even if the patience never runs out.
    idle: ({ patience, startFromEpoch, restoreBestWeights }) => ({
      epochs: restoreBestWeights ? 0 : startFromEpoch + patience,
      key: startFromEpoch > patience ? 'startFromEpoch' : 'patience',
    }),
  }),

  learningRateScheduler: defineSchema({
    type: 'learningRateScheduler',
    schema: z.strictObject({
      schedule: scheduleSchema.describe('How the learning rate changes from epoch to epoch.'),
    }),
    rate: ({ schedule }, epoch, run) => scheduledRate(schedule, epoch, run),
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
            'Path of the file in the run folder, ending in .h5, .weights.h5 or .keras; may contain {epoch} and {batch} (from 1), logs and variables, with a format as in {epoch:04d}.',
          ),
        ...monitorOptions,
        saveBestOnly: z
          .boolean()
          .default(false)
          .describe('Whether to save only when the monitored log is better than ever before.'),
        saveWeightsOnly: z
          .boolean()
          .default(false)
          .describe(
            'Whether to save only the weights, without the network; the path must end in .weights.h5.',
          ),
        saveFrequency: z
          .union([z.literal('epoch'), positiveInt], { error: "expected 'epoch' or a number of batches" })
          .default('epoch')
          .describe(
            'How often to save: at the end of every epoch, or after this number of batches, counted across epochs.',
          ),
        initialValueThreshold: z
          .number()
          .nullable()
          .default(null)
          .describe('With saveBestOnly, a value that the first checkpoint must beat; null for none.'),
        keepLast: positiveInt
          .optional()
          .describe('Number of newest checkpoints to keep; older ones are deleted (default: all).'),
      })
      .refine(({ path, saveWeightsOnly }) => saveWeightsOnly === path.endsWith('.weights.h5'), {
        path: ['path'],
        error: ({ input }) =>
          (input as { saveWeightsOnly: boolean }).saveWeightsOnly
            ? 'expected a file name that ends in .weights.h5 because saveWeightsOnly is true'
            : 'a file name that ends in .weights.h5 requires saveWeightsOnly: true',
      }),
    // Without saveBestOnly, the monitor is not used, but one set by the author must still exist.
    monitorKey: ({ saveBestOnly, monitor }) =>
      saveBestOnly || monitor !== defaultMonitor ? 'monitor' : undefined,
    paths: { path: { template: true } },
  }),

  reduceLROnPlateau: defineSchema({
    type: 'reduceLROnPlateau',
    schema: z.strictObject({
      ...monitorOptions,
      factor: z.number().min(0).lt(1).default(0.1).describe('Factor to multiply the learning rate by.'),
      patience: nonNegativeInt
        .default(10)
        .describe('Number of epochs without improvement before a reduction; 0 is the same as 1.'),
      minDelta: z
        .number()
        .default(1e-4)
        .describe('A change must be larger than this to count as an improvement.'),
      cooldown: nonNegativeInt
        .default(0)
        .describe('Number of epochs to wait after a reduction before counting again; 0 is the same as 1.'),
      minLearningRate: nonNegative.default(0).describe('Lower bound of the learning rate.'),
    }),
    monitorKey: () => 'monitor',
    idle: ({ patience }) => ({ epochs: patience, key: 'patience' }),
    setsLearningRate: 'onPlateau',
  }),

  tensorBoard: defineSchema({
    type: 'tensorBoard',
    schema: z.strictObject({
      logDir: z
        .string()
        .min(1)
        .default('logs')
        .describe(
          'Folder for the event files, with subfolders train and validation, in the run folder; may contain variables, as {name}.',
        ),
      histogramFrequency: nonNegativeInt
        .default(0)
        .describe('Number of epochs between histograms of all weights; 0 for none.'),
      updateFrequency: z
        .union([z.enum(['epoch', 'batch']), positiveInt], {
          error: "expected 'epoch', 'batch' or a number of batches",
        })
        .default('epoch')
        .describe(
          'How often to write logs: at the end of every epoch, or also after every batch, or also after this number of batches, counted across epochs.',
        ),
      writeGraph: z.boolean().default(true).describe('Whether to write the network for the graph tab.'),
    }),
    paths: { logDir: { template: false, subfolders: ['train', 'validation'] } },
  }),

  terminateOnNaN: defineSchema({
    type: 'terminateOnNaN',
    schema: z.strictObject({
      raiseError: z
        .boolean()
        .default(false)
        .describe('Whether to fail immediately instead of ending the run normally.'),
    }),
  }),
} as const satisfies Readonly<Record<string, CallbackSchema>>;

/** Declares a callback schema, inferring the types of its functions' options from it. */
function defineSchema<S extends z.ZodObject>(schema: CallbackSchema<S>): CallbackSchema<S> {
  return schema;
}
