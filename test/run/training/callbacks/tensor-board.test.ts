import { describe, expect, it } from 'vitest';
import { createCallbacks } from '../../../../src/run/training/callbacks';
import { type DecodedEvent, decodeEvent, recordsOf } from '../../../base/codecs/tensorboard/decode';
import { type MemoryRun, memoryRun } from '../memory-control';

const tensorBoard = (options = {}, variables = {}) => {
  const [callback] = createCallbacks([{ type: 'tensorBoard', ...options }], variables);
  if (!callback) throw new Error('no callback');
  return callback;
};

const logs = () => ({ accuracy: 0.5, learning_rate: 0.5, loss: 1.5, val_accuracy: 0.25, val_loss: 2.5 });

function eventsOf(run: MemoryRun, path: string): DecodedEvent[] {
  const file = run.files.get(path);
  if (!file || !('bytes' in file)) throw new Error(`${path} was not written`);
  return recordsOf(file.bytes).map(decodeEvent);
}

/** `tag @ step`, with the value of a scalar. */
function summariesOf(events: readonly DecodedEvent[]): string[] {
  return events.flatMap(({ step, summary }) => {
    if (!summary) return [];
    const { tag, plugin, content } = summary;
    const value = plugin === 'scalars' ? ` = ${new Float32Array(content.slice().buffer)[0]}` : '';
    return [`${tag} @ ${step}${value}`];
  });
}

const file = (run: string, index: number) =>
  `logs/${run}/events.out.tfevents.1700000000.convspec.0.${index}.v2`;

describe('tensorBoard', () => {
  it('writes the tags of Keras to two TensorBoard runs', async () => {
    const run = memoryRun({ learningRate: 0.125 });
    const callback = tensorBoard({ histogramFrequency: 2 });
    await callback.onTrainBegin?.(run.control);
    for (const epoch of [0, 1]) await callback.onEpochEnd?.(epoch, logs(), run.control);
    expect([...run.files.keys()]).toEqual([file('train', 0), file('validation', 1)]);
    const train = eventsOf(run, file('train', 0));
    const validation = eventsOf(run, file('validation', 1));
    expect(train[0]).toEqual({ wallTime: 1_700_000_000.5, step: 0 });
    expect(validation[0]).toEqual({ wallTime: 1_700_000_000.5, step: 0 });
    expect(summariesOf(train)).toEqual([
      'keras @ 0',
      'epoch_accuracy @ 0 = 0.5',
      'epoch_loss @ 0 = 1.5',
      'epoch_learning_rate @ 0 = 0.125',
      'conv_conv/kernel/histogram @ 0',
      'conv_conv/bias/histogram @ 0',
      'epoch_accuracy @ 1 = 0.5',
      'epoch_loss @ 1 = 1.5',
      'epoch_learning_rate @ 1 = 0.125',
    ]);
    const ofEpoch = (epoch: number) => [
      'evaluation_accuracy_vs_iterations @ 7 = 0.25',
      'evaluation_loss_vs_iterations @ 7 = 2.5',
      `epoch_accuracy @ ${epoch} = 0.25`,
      `epoch_loss @ ${epoch} = 2.5`,
    ];
    expect(summariesOf(validation)).toEqual([...ofEpoch(0), ...ofEpoch(1)]);
  });

  it('writes the logs of batches as configured, by the steps of the whole run', async () => {
    for (const [updateFrequency, steps] of [
      ['batch', [1, 2, 3, 4, 5, 6]],
      [3, [3, 6]],
    ] as const) {
      const run = memoryRun();
      const callback = tensorBoard({ updateFrequency, writeGraph: false });
      for (const step of [1, 2, 3, 4, 5, 6]) {
        const control = { ...run.control, step };
        await callback.onBatchEnd?.((step - 1) % 2, { accuracy: 0.5, loss: step }, control);
      }
      expect(summariesOf(eventsOf(run, file('train', 0)))).toEqual(
        steps.flatMap((step) => [`batch_accuracy @ ${step} = 0.5`, `batch_loss @ ${step} = ${step}`]),
      );
    }
    expect(tensorBoard().onBatchEnd).toBeUndefined();
  });

  it('creates no file without events', async () => {
    const run = memoryRun();
    const callback = tensorBoard({ writeGraph: false });
    await callback.onTrainBegin?.(run.control);
    expect([...run.files]).toEqual([]);
    await callback.onEpochEnd?.(0, { loss: 1 }, run.control);
    expect([...run.files.keys()]).toEqual([file('train', 0)]);
  });

  it('fills in variables in its folder, and rejects other names', () => {
    const run = memoryRun();
    const callback = tensorBoard({ logDir: '{color}/logs' }, { color: 'rgb' });
    callback.onTrainBegin?.(run.control);
    expect([...run.files.keys()][0]).toMatch(/^rgb\/logs\/train\//);
    expect(() => tensorBoard({ logDir: '{epoch}' })).toThrow('unknown field {epoch}');
  });

  it('appends to its files when resumed, and creates new ones for a new run', async () => {
    const run = memoryRun();
    const first = tensorBoard();
    await first.onTrainBegin?.(run.control);
    await first.onEpochEnd?.(0, logs(), run.control);
    const second = tensorBoard();
    second.restore?.(JSON.parse(JSON.stringify(first.state?.())));
    await second.onTrainBegin?.(run.control);
    await second.onEpochEnd?.(1, logs(), run.control);
    expect([...run.files.keys()]).toEqual([file('train', 0), file('validation', 1)]);
    expect(
      summariesOf(eventsOf(run, file('train', 0))).filter((text) => text.startsWith('keras')),
    ).toHaveLength(1);
    await second.onTrainBegin?.(run.control);
    expect([...run.files.keys()][2]).toBe(file('train', 2));
  });
});
