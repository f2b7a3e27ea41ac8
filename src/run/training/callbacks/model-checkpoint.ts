import { callbackSchemas as schemas } from '../../../language/callbacks';
import { fillTemplate, templateFields } from '../../../language/path-template';
import {
  defineCallback,
  type Logs,
  numberIn,
  numberOrNull,
  type TrainingControl,
  textsIn,
  toState,
} from './callback';
import { createMonitor } from './monitor';

/**
 * Saves the model. Follows `keras.callbacks.ModelCheckpoint`, except that with `saveBestOnly` a missing log saves nothing,
 * NaN is never the best, and `saveFrequency` can be a number of batches. As in Keras, the best value is kept if the
 * callback is used for another run.
 */
export const modelCheckpoint = defineCallback({
  ...schemas.modelCheckpoint,
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
