import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSpec, rehearse, SpecError } from '../../../src';
import { defineCallback } from '../../../src/run/training/callbacks/callback';
import { folderOf } from '../../support/tiny-project';
import { type Scenario, specsOf, stateInKerasNames } from '../training/callbacks/scenario';

const { scenarios } = JSON.parse(
  readFileSync(new URL('../../reference/callbacks.json', import.meta.url), 'utf8'),
) as { scenarios: readonly Scenario[] };

function specWith(callbacks: readonly object[], epochs = 4, learningRate = 0.01) {
  return defineSpec<{ readonly type: string }>({
    version: 1,
    name: 'tiny',
    input: { shape: [4, 4, 1] },
    classes: 2,
    blocks: [{ type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' }],
    training: { epochs, optimizer: { type: 'sgd', learningRate } },
    callbacks: callbacks as { readonly type: string }[],
    data: { train: { directory: 'train' }, validation: { split: 0.5 } },
  });
}

const losses = (...values: number[]) => values.map((val_loss) => ({ loss: 1, val_loss }));
const patient = { type: 'earlyStopping', patience: 2 };

describe('a rehearsal matches Keras', () => {
  const policies = scenarios.filter(({ name }) => name.startsWith('policy-'));
  it('in the scenarios of whole policies', () => expect(policies.length).toBeGreaterThan(10));

  it.each(policies.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
    const [fit] = scenario.fits;
    const [expected] = scenario.expected.fits;
    if (!fit || !expected) throw new Error('a policy without a fit');
    const logs = fit.logs.map((epoch) =>
      Object.fromEntries(Object.entries(epoch).map(([name, value]) => [name, Number(value)])),
    );
    const source = specWith(specsOf(scenario), logs.length, scenario.learning_rate);
    const rehearsal = await rehearse(source, logs);
    const models = (names: readonly string[]) => names.filter((name) => name.endsWith('.h5'));
    expect(
      rehearsal.epochs.map((epoch) => ({
        epoch: epoch.epoch - 1,
        learning_rate: epoch.learningRate,
        stop_training: epoch.stop,
        files_written: [...epoch.saved].sort(),
        callbacks: epoch.callbacks.map(stateInKerasNames),
      })),
    ).toEqual(
      expected.epochs.map(({ batches_run: _, files_written, ...epoch }) => ({
        epoch: epoch.epoch,
        learning_rate: epoch.learning_rate,
        stop_training: epoch.stop_training,
        files_written: models(files_written),
        callbacks: epoch.callbacks,
      })),
    );
    const stopped = expected.train_end.stop_training ? expected.epochs.length : null;
    expect(rehearsal.stoppedEpoch).toBe(stopped);
    expect(rehearsal.restoredEpoch ?? rehearsal.epochs.length).toBe(expected.train_end.weights_of_epoch);
  });
});

describe('rehearse', () => {
  it('reports when and why it stops, and which weights are restored', async () => {
    const source = specWith(
      [
        { ...patient, restoreBestWeights: true },
        { type: 'modelCheckpoint', path: 'last/m-{epoch}.weights.h5', saveWeightsOnly: true, keepLast: 2 },
      ],
      9,
    );
    const rehearsal = await rehearse(source, losses(5, 3, 4, 4, 1));
    expect(rehearsal).toMatchObject({
      name: 'tiny',
      log: 'the logs',
      loggedEpochs: 5,
      plannedEpochs: 9,
      initialLearningRate: Math.fround(0.01),
      stoppedEpoch: 4,
      reason: 'val_loss has not improved for 2 epochs',
      failure: null,
      restoredEpoch: 2,
      best: [{ log: 'val_loss', value: 3, epoch: 2 }],
      files: [
        { path: 'last/m-3.weights.h5', epoch: 3 },
        { path: 'last/m-4.weights.h5', epoch: 4 },
      ],
      outlook: null,
      notes: [],
    });
    expect(
      rehearsal.epochs.map(({ epoch, stop, reason, removed }) => ({ epoch, stop, reason, removed })),
    ).toEqual([
      { epoch: 1, stop: false, reason: null, removed: [] },
      { epoch: 2, stop: false, reason: null, removed: [] },
      { epoch: 3, stop: false, reason: null, removed: ['last/m-1.weights.h5'] },
      {
        epoch: 4,
        stop: true,
        reason: 'val_loss has not improved for 2 epochs',
        removed: ['last/m-2.weights.h5'],
      },
    ]);
  });

  it.each([
    [
      'fewer logs than epochs',
      losses(3, 2),
      2,
      { stoppedEpoch: 4, reason: 'val_loss has not improved for 2 epochs' },
    ],
    ['as many', losses(4, 3, 2, 1), 4, null],
    ['more', losses(6, 5, 4, 3, 2, 1), 4, null],
  ])('accepts %s', async (_, logs, epochs, outlook) => {
    const rehearsal = await rehearse(specWith([patient]), logs);
    expect(rehearsal.epochs).toHaveLength(epochs);
    expect(rehearsal.stoppedEpoch).toBeNull();
    if (outlook) expect(rehearsal.outlook).toEqual({ ...outlook, learningRate: Math.fround(0.01) });
    else expect(rehearsal.outlook).toBeNull();
    expect(rehearsal.notes).toEqual(
      logs.length > 4 ? ['the logs have 6 epochs, but training.epochs is 4; the others are ignored'] : [],
    );
  });

  it('follows a schedule over the planned epochs, even with fewer logs', async () => {
    const source = specWith([{ type: 'learningRateScheduler', schedule: 'cosine' }], 4, 1);
    const { epochs, outlook } = await rehearse(source, losses(1, 1, 1));
    expect(epochs.map(({ learningRate }) => learningRate.toFixed(6))).toEqual([
      '1.000000',
      '0.853553',
      '0.500000',
    ]);
    expect(outlook?.learningRate.toFixed(6)).toBe('0.146447');
    expect(epochs[1]?.logs).toEqual({ loss: 1, val_loss: 1 });
  });

  it('applies the overrides of set', async () => {
    const set = { 'callbacks.earlyStopping.patience': 1, 'training.epochs': 6 };
    const { stoppedEpoch, plannedEpochs } = await rehearse(specWith([patient]), losses(2, 3), { set });
    expect({ stoppedEpoch, plannedEpochs }).toEqual({ stoppedEpoch: 2, plannedEpochs: 6 });
  });

  it('reads a file', async () => {
    const folder = folderOf({ 'log.csv': 'epoch,loss,val_loss\r\n0,1,nan\r\n1,1,2\r\n' });
    const { epochs, log } = await rehearse(specWith([patient], 2), join(folder, 'log.csv'));
    expect(log).toBe(join(folder, 'log.csv'));
    expect(epochs.map(({ callbacks: [first] }) => first?.best)).toEqual([null, 2]);
  });

  it('works with only validation logs, and without any', async () => {
    const alone = await rehearse(specWith([patient]), [{ val_loss: 1 }, { val_loss: 2 }, { val_loss: 3 }]);
    expect(alone.stoppedEpoch).toBe(3);
    const without = await rehearse(specWith([{ ...patient, monitor: 'loss' }]), [
      { loss: 1 },
      { loss: 2 },
      { loss: 3 },
    ]);
    expect(without.stoppedEpoch).toBe(3);
  });

  it('warns like training if a log is missing in some epochs', async () => {
    const { notes } = await rehearse(specWith([patient], 2), [{ loss: 1 }, { loss: 1, val_loss: 2 }]);
    expect(notes).toEqual([
      'earlyStopping monitors val_loss, which is not logged (available: loss), so it does nothing',
    ]);
  });

  it('counts batches if their number is given', async () => {
    const checkpoint = { type: 'modelCheckpoint', path: 'e{epoch}-b{batch}.h5', saveFrequency: 3 };
    const source = specWith([checkpoint], 2);
    await expect(rehearse(source, losses(1, 2))).rejects.toThrow(
      'modelCheckpoint counts batches, but logs do not contain the number of batches per epoch',
    );
    const { epochs } = await rehearse(source, losses(1, 2), { batchesPerEpoch: 4 });
    expect(epochs.map(({ saved }) => saved)).toEqual([['e1-b3.h5'], ['e2-b2.h5']]);
  });

  it('reports where a run fails', async () => {
    const source = specWith([{ type: 'terminateOnNaN', raiseError: true }]);
    const { failure, epochs, stoppedEpoch } = await rehearse(source, [{ loss: 1 }, { loss: Number.NaN }]);
    expect({ failure, epochs: epochs.length, stoppedEpoch }).toEqual({
      failure: 'the loss became NaN at batch 1',
      epochs: 1,
      stoppedEpoch: null,
    });
  });

  it('runs callbacks of plugins', async () => {
    const twice = defineCallback({
      type: 'stopAt',
      schema: z.strictObject({ epoch: z.int() }),
      create: ({ epoch }) => ({
        onEpochEnd(now, _, control) {
          if (now + 1 === epoch) control.stop('enough');
        },
        state: () => ({ epoch }),
        restore() {},
      }),
    });
    const plugins = [{ callbacks: { stopAt: twice } }];
    const { stoppedEpoch, reason } = await rehearse(
      specWith([{ type: 'stopAt', epoch: 2 }]),
      losses(1, 2, 3),
      { plugins },
    );
    expect({ stoppedEpoch, reason }).toEqual({ stoppedEpoch: 2, reason: 'enough' });
  });

  it.each([
    [
      'a monitored log',
      { type: 'earlyStopping', monitor: 'val_accuracy' },
      'has no column "val_accuracy", which earlyStopping monitors',
    ],
    [
      'a log in a path',
      { type: 'modelCheckpoint', path: '{accuracy:.2f}.h5' },
      'has no column "accuracy", which modelCheckpoint uses in its path',
    ],
  ])('reports %s that is missing, and the available columns', async (_, callback, message) => {
    await expect(rehearse(specWith([callback]), losses(1))).rejects.toThrow(
      expect.objectContaining({ message: `the logs ${message}`, hint: 'available columns: loss, val_loss' }),
    );
  });

  it('rejects a spec with errors', async () => {
    await expect(rehearse(specWith([{ type: 'earlyStop' }]), losses(1))).rejects.toThrow(SpecError);
  });
});
