import {
  eventFileName,
  fileVersionEvent,
  frameRecord,
  histogramEvent,
  kerasGraphEvent,
  scalarEvent,
} from '../../../base/codecs/tensorboard';
import { callbackSchemas as schemas } from '../../../language/callbacks';
import { fillTemplate } from '../../../language/path-template';
import { defineCallback, type Logs, numberIn, type TrainingControl, textsIn } from './callback';

/** Bytes of one histogram with its tag: 30 buckets of three float64 values, and about 200 for the rest. */
const histogramBytes = 30 * 3 * 8 + 200;

type Run = 'train' | 'validation';

/**
 * Writes event files for TensorBoard, with the tags and steps of `keras.callbacks.TensorBoard`: `epoch_<log>` (validation
 * as a separate TensorBoard run, without `val_`), `epoch_learning_rate`, `batch_<log>`,
 * `evaluation_<log>_vs_iterations`, `<layer>/<weight>/histogram` and the graph as `keras`. A file is created with its first
 * event. Logs of epochs are always written; Keras skips epochs that do not match `updateFrequency`.
 */
export const tensorBoard = defineCallback({
  ...schemas.tensorBoard,
  diskUse({ logDir, histogramFrequency }, run) {
    if (histogramFrequency === 0) return [];
    const what = `tensorBoard ${logDir}, histograms`;
    const count = Math.ceil(run.epochs / histogramFrequency);
    return [{ what, count, unit: 'epoch', bytesEach: run.weightCount * histogramBytes }];
  },
  create({ logDir: template, histogramFrequency, updateFrequency, writeGraph }, variables) {
    const logDir = fillTemplate(template, variables);
    let files = new Map<Run, string>();
    let opened = 0;
    let resumed = false;

    async function write(run: Run, events: readonly Uint8Array[], control: TrainingControl) {
      if (events.length === 0) return;
      let path = files.get(run);
      const records = events.map(frameRecord);
      if (path === undefined) {
        const wallTime = control.now();
        path = `${logDir}/${run}/${eventFileName({ wallTime, host: 'convspec', pid: 0, index: opened })}`;
        opened += 1;
        files.set(run, path);
        records.unshift(frameRecord(fileVersionEvent(wallTime)));
      }
      await control.appendBytes(path, joined(records));
    }

    return {
      async onTrainBegin(control) {
        if (!resumed) {
          files = new Map();
          if (writeGraph) {
            const graph = kerasGraphEvent({ json: control.modelConfig(), wallTime: control.now() });
            await write('train', [graph], control);
          }
        }
        resumed = false;
      },
      ...(updateFrequency !== 'epoch' && {
        async onBatchEnd(_batch: number, logs: Logs, control: TrainingControl) {
          const { step } = control;
          if (updateFrequency !== 'batch' && step % updateFrequency !== 0) return;
          const wallTime = control.now();
          const points = Object.entries(logs).map(([name, value]) =>
            scalarEvent({ tag: `batch_${name}`, step, value, wallTime }),
          );
          await write('train', points, control);
        },
      }),
      async onEpochEnd(epoch, logs, control) {
        const wallTime = control.now();
        const scalar = (tag: string, value: number, step = epoch) =>
          scalarEvent({ tag, step, value, wallTime });
        const { learning_rate: _, ...metrics } = logs;
        const train = Object.entries(metrics).filter(([name]) => !name.startsWith('val_'));
        const validation = Object.entries(metrics)
          .filter(([name]) => name.startsWith('val_'))
          .map(([name, value]) => [name.slice('val_'.length), value] as const);
        const curves = [...train, ['learning_rate', control.learningRate] as const];
        await write(
          'train',
          curves.map(([name, value]) => scalar(`epoch_${name}`, value)),
          control,
        );
        const byStep = validation.map(([name, value]) =>
          scalar(`evaluation_${name}_vs_iterations`, value, control.step),
        );
        const byEpoch = validation.map(([name, value]) => scalar(`epoch_${name}`, value));
        await write('validation', [...byStep, ...byEpoch], control);
        if (histogramFrequency === 0 || epoch % histogramFrequency !== 0) return;
        for await (const { path, values } of control.weights()) {
          const event = histogramEvent({ tag: `${path}/histogram`, step: epoch, values, wallTime });
          await write('train', [event], control);
        }
      },
      state: () => ({ runs: [...files.keys()], files: [...files.values()], opened }),
      restore(state) {
        const paths = textsIn(state, 'files');
        const runs = textsIn(state, 'runs').filter(
          (run): run is Run => run === 'train' || run === 'validation',
        );
        files = new Map(runs.flatMap((run, i) => (paths[i] === undefined ? [] : [[run, paths[i]] as const])));
        opened = numberIn(state, 'opened');
        resumed = true;
      },
    };
  },
});

function joined(records: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(records.reduce((length, record) => length + record.length, 0));
  let at = 0;
  for (const record of records) {
    all.set(record, at);
    at += record.length;
  }
  return all;
}
