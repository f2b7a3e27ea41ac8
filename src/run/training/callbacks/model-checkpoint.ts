import { z } from 'zod';
import { fillTemplate, templateFields } from '../../../language/path-template';
import { positiveInt } from '../../../language/scalars';
import { defineCallback, type Logs, type TrainingControl } from './callback';
import { createMonitor, defaultMonitor, monitorOptions } from './monitor';
import { numberIn, numberOrNull, textsIn, toState } from './state';

const schema = z
  .strictObject({
    path: z
      .string()
      .regex(/[^/\\]\.(h5|keras)$/, { error: 'expected a file name that ends in .h5, .weights.h5 or .keras' })
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
  });

/**
 * Saves the model. Follows `keras.callbacks.ModelCheckpoint`, except that a missing log saves nothing with
 * `saveBestOnly`, NaN is never the best, and a `saveFrequency` in batches goes with `saveBestOnly`.
 * Its best value outlives a run that is followed by another.
 */
export const modelCheckpoint = defineCallback({
  type: 'modelCheckpoint',
  schema,
  // A checkpoint that compares nothing does not need its monitor; one that the author names must still exist.
  monitorKey: ({ saveBestOnly, monitor }) =>
    saveBestOnly || monitor !== defaultMonitor ? 'monitor' : undefined,
  paths: { path: { template: true } },
  countsBatches: ({ saveFrequency }) => saveFrequency !== 'epoch',
  diskUse(options, run) {
    const perBatches = options.saveFrequency === 'epoch' ? undefined : options.saveFrequency;
    const saves =
      perBatches === undefined ? run.epochs : Math.floor((run.epochs * run.batchesPerEpoch) / perBatches);
    const changing = templateFields(options.path).some((name) => !(name in run.variables));
    const files = changing ? Math.min(saves, options.keepLast ?? saves) : Math.min(saves, 1);
    const unit = changing && perBatches === undefined && options.keepLast === undefined ? 'epoch' : 'file';
    return [{ what: `modelCheckpoint ${options.path}`, count: files, unit, bytesEach: run.modelBytes }];
  },
  create(options, variables) {
    const monitor = createMonitor({ type: 'modelCheckpoint', ...options });
    const { saveFrequency, keepLast } = options;
    let best = options.initialValueThreshold;
    let files: string[] = [];
    let epochNow = 0;
    let batches = 0;

    async function save(epoch: number, batch: number | null, logs: Logs, control: TrainingControl) {
      const counters = batch === null ? { epoch: epoch + 1 } : { epoch: epoch + 1, batch: batch + 1 };
      const name = () => fillTemplate(options.path, { ...variables, ...logs, ...counters });
      monitor.direction(control);
      if (!options.saveBestOnly) return write(name(), control);
      const current = monitor.value(logs, control);
      if (current === undefined || !monitor.improves(current, best)) return;
      const path = name();
      const change = best === null ? `is ${short(current)}` : `${short(best)} → ${short(current)}`;
      await write(path, control);
      best = current;
      control.say(`${options.monitor} ${change}: saved ${path}.`);
    }

    async function write(path: string, control: TrainingControl) {
      await control.saveModel(path);
      if (keepLast === undefined) return;
      files = [...files.filter((file) => file !== path), path];
      while (files.length > keepLast) {
        const [oldest = path, ...rest] = files;
        await control.removeFile(oldest);
        files = rest;
      }
    }

    return {
      onEpochBegin(epoch) {
        epochNow = epoch;
      },
      ...(saveFrequency !== 'epoch' && {
        async onBatchEnd(batch: number, logs: Logs, control: TrainingControl) {
          batches += 1;
          if (batches < saveFrequency) return;
          batches = 0;
          await save(epochNow, batch, logs, control);
        },
      }),
      ...(saveFrequency === 'epoch' && {
        onEpochEnd: (epoch: number, logs: Logs, control: TrainingControl) => save(epoch, null, logs, control),
      }),
      state: () => ({ best: toState(best), batches, files: [...files], epoch: epochNow }),
      restore(state) {
        best = numberOrNull(state, 'best');
        batches = numberIn(state, 'batches');
        files = textsIn(state, 'files');
        epochNow = numberIn(state, 'epoch');
      },
    };
  },
});

function short(value: number): string {
  return String(Number(value.toPrecision(5)));
}
