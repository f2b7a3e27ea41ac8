import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/diagnostics/user-error';
import type { CallbackSpec } from '../../../src/language/callbacks';
import type { Engine } from '../../../src/run/backends/engine';
import { createCallbacks } from '../../../src/run/training/callbacks';
import type { Callback, TrainingControl } from '../../../src/run/training/callbacks/callback';
import type { TrainingEvent } from '../../../src/run/training/events';
import { TrainingError } from '../../../src/run/training/training-error';
import { fakeData, fakeEngine, fakePlan } from './fakes';
import { modelWriter, startFakeRun } from './start-fake-run';

async function eventsOf(run: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** A callback that only records its calls. */
function recorder(name: string, calls: string[], withBatches = false): Callback {
  return {
    onTrainBegin: () => void calls.push(`${name} train begin`),
    onEpochBegin: (epoch) => void calls.push(`${name} epoch ${epoch} begin`),
    ...(withBatches && {
      onBatchEnd: (batch, logs, control) =>
        void calls.push(`${name} batch ${batch} step ${control.step} loss ${logs.loss}`),
    }),
    onEpochEnd: (epoch, logs) => void calls.push(`${name} epoch ${epoch} end ${Object.keys(logs).join(' ')}`),
    onTrainEnd: () => void calls.push(`${name} train end`),
    state: () => ({}),
    restore: () => {},
  };
}

describe('train', () => {
  it('calls the hooks in the order of Model.fit, for one callback after another', async () => {
    const calls: string[] = [];
    const callbacks = [recorder('a', calls), recorder('b', calls, true)];
    const { run } = await startFakeRun({ callbacks, epochs: 2, validation: fakeData(1) });
    await run.result;
    const logs = 'accuracy loss val_accuracy val_loss';
    expect(calls).toEqual([
      'a train begin',
      'b train begin',
      'a epoch 0 begin',
      'b epoch 0 begin',
      'b batch 0 step 1 loss 1',
      'b batch 1 step 2 loss 1.5',
      'b batch 2 step 3 loss 1.8',
      `a epoch 0 end ${logs}`,
      `b epoch 0 end ${logs}`,
      'a epoch 1 begin',
      'b epoch 1 begin',
      'b batch 0 step 4 loss 4',
      'b batch 1 step 5 loss 4.5',
      'b batch 2 step 6 loss 4.8',
      `a epoch 1 end ${logs}`,
      `b epoch 1 end ${logs}`,
      'a train end',
      'b train end',
    ]);
  });

  it('logs means over images, validates after the epoch, and writes its files', async () => {
    const { run, path, read } = await startFakeRun({ epochs: 2, validation: fakeData(3) });
    const { history, ...result } = await run.result;
    expect(history.map(({ epoch, logs }) => ({ epoch, logs }))).toEqual([
      { epoch: 0, logs: { accuracy: 0.25, loss: 1.8, val_accuracy: 0.25, val_loss: 103 } },
      { epoch: 1, logs: { accuracy: 0.25, loss: 4.8, val_accuracy: 0.25, val_loss: 106 } },
    ]);
    expect(result).toEqual({
      files: ['spec.yaml', 'history.json', 'history.csv', 'model.h5'],
      stopReason: null,
      learningRate: Math.fround(0.01),
      interrupted: false,
    });
    expect(readdirSync(path).sort()).toEqual(['.convspec-run.json', ...result.files].sort());
    expect(read('spec.yaml')).toBe('version: 1\n');
    expect(read('model.h5')).toBe('6');
    expect(JSON.parse(read('history.json'))).toEqual({ epochs: history });
    const [header, first] = read('history.csv').split('\n');
    expect(header).toBe('epoch,accuracy,loss,val_accuracy,val_loss,seconds');
    expect(first).toMatch(/^0,0\.25,1\.8,0\.25,103\.0,0\.\d{3}$/);
  });

  it('emits events, the last one with the result', async () => {
    const specs = [{ type: 'modelCheckpoint', path: 'm-{epoch}.h5', keepLast: 1 }];
    const { run, path } = await startFakeRun({ specs, epochs: 2, validation: fakeData(1) });
    const events = await eventsOf(run);
    expect(events.map((event) => ('path' in event ? `${event.type} ${event.path}` : event.type))).toEqual([
      'runStart',
      'fileWritten spec.yaml',
      'epochStart',
      'validationStart',
      'fileWritten m-1.h5',
      'fileWritten history.json',
      'fileWritten history.csv',
      'epochEnd',
      'epochStart',
      'validationStart',
      'fileWritten m-2.h5',
      'fileRemoved m-1.h5',
      'epochEnd',
      'fileWritten model.h5',
      'runEnd',
    ]);
    expect(events[0]).toEqual({
      type: 'runStart',
      initialEpoch: 0,
      epochs: 2,
      batchesPerEpoch: 3,
      images: 5,
      validationImages: 1,
      testImages: 0,
      backend: 'fake',
      device: 'memory',
      folder: path,
    });
    expect(events.at(-1)).toEqual({ type: 'runEnd', result: await run.result });
  });

  it('reads metrics back once per epoch, and about once a second in a long one', async () => {
    const quick = await startFakeRun({ epochs: 1, train: fakeData(20) });
    await quick.run.result;
    expect(quick.engine.calls.filter((call) => call === 'take')).toHaveLength(2);

    const slow = await startFakeRun({ epochs: 1, train: fakeData(20), tick: 0.3 });
    const looks = (await eventsOf(slow.run)).filter((event) => event.type === 'batchEnd');
    expect(looks.map((event) => event.batch)).toEqual([3, 7]);
    expect(slow.engine.calls.filter((call) => call === 'take')).toHaveLength(2);
    expect(slow.engine.calls.filter((call) => call === 'read')).toHaveLength(looks.length);
    expect(looks[0]?.logs).toEqual({ accuracy: 0.25, loss: 2.5 });
  });

  it('stops if a callback asks for it, after validation and the other callbacks', async () => {
    const calls: string[] = [];
    const nan = createCallbacks([{ type: 'terminateOnNaN' }], {});
    const engine = fakeEngine((step) => (step === 4 ? Number.NaN : 1));
    const callbacks = [...nan, recorder('a', calls)];
    const { run, read } = await startFakeRun({ engine, saveModel: modelWriter(engine), callbacks });
    const events = await eventsOf(run);
    const result = await run.result;
    expect(engine.calls.filter((call) => call.startsWith('train'))).toHaveLength(5);
    expect(result.stopReason).toBe('the loss became NaN at batch 2');
    expect(events).toContainEqual({ type: 'stopped', reason: result.stopReason });
    expect(result.interrupted).toBe(false);
    expect(calls.slice(-2)).toEqual(['a epoch 1 end accuracy loss', 'a train end']);
    expect(JSON.parse(read('history.json')).epochs[1].logs.loss).toBe('NaN');
  });

  it('restores the best weights of each callback before the final model is saved', async () => {
    const stopping = (monitor: string, mode: string) => ({
      type: 'earlyStopping',
      ...{ monitor, mode, patience: 9, restoreBestWeights: true },
    });
    const specs = [stopping('loss', 'max'), stopping('loss', 'min')];
    const { run, read } = await startFakeRun({ specs });
    await run.result;
    expect(read('model.h5')).toBe('3');
  });

  it.each([
    [
      [],
      [
        'the loss is NaN at batch 3 of epoch 2: the weights are no longer usable; lower the learning rate, or add the callback terminateOnNaN to stop such a run',
      ],
    ],
    [[{ type: 'terminateOnNaN', raiseError: false }], []],
  ])('warns once if the loss is not finite, unless a callback stops the run: %j', async (specs, warnings) => {
    const engine = fakeEngine((step) => (step < 4 ? 1 : Number.NaN));
    const { run } = await startFakeRun({ specs, engine });
    const heard: string[] = [];
    for await (const event of run) if (event.type === 'warning') heard.push(event.text);
    expect(heard).toEqual(warnings);
  });

  /** The warnings of a run in which the bias of the last layer becomes `bias` after step 2, and val_loss `valLoss`. */
  async function warningsOf(bias: number, valLoss: number, specs: readonly CallbackSpec[] = []) {
    const engine = fakeEngine(() => 1);
    const lost: Engine = {
      ...engine,
      async snapshot() {
        const snapshot = await engine.snapshot();
        const hidden = snapshot.iterations > 2 ? [Float32Array.of(0, bias)] : [];
        return { ...snapshot, weights: [...snapshot.weights.slice(0, 2 - hidden.length), ...hidden] };
      },
      async readWeight(index) {
        return index === 1 && engine.calls.includes('train 2')
          ? Float32Array.of(0, bias)
          : engine.readWeight(index);
      },
      evaluateBatch: (batch) => engine.evaluateBatch(batch),
      async takeMetrics() {
        const sums = await engine.takeMetrics();
        const validated = engine.calls.at(-2) === 'evaluate';
        return validated ? { ...sums, loss: { sum: valLoss, count: 1 } } : sums;
      },
    };
    const options = { saveState: async () => undefined, validation: fakeData(2), saveModel: async () => {} };
    const { run } = await startFakeRun({ specs, engine: lost, ...options });
    const warnings: string[] = [];
    for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
    return { warnings, stopReason: (await run.result).stopReason };
  }

  it.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'warns once if a weight is %d but the loss is finite',
    async (bias) => {
      expect((await warningsOf(bias, 1)).warnings).toEqual([
        'the weights of "output_dense/bias" are not finite in epoch 1, although the loss is: they are no longer usable; check the images, lower the learning rate, or add the callback terminateOnNaN to stop such a run',
      ]);
    },
  );

  it('stops after the epoch instead with terminateOnNaN', async () => {
    const { warnings, stopReason } = await warningsOf(Number.NaN, 1, [{ type: 'terminateOnNaN' }]);
    expect(stopReason).toBe('the weights of "output_dense/bias" are not finite');
    expect(warnings).toEqual([]);
  });

  it('warns once if val_loss is not finite', async () => {
    expect((await warningsOf(0, Number.NaN)).warnings).toEqual([
      'val_loss is NaN in epoch 1, although the loss is finite: a validation image has values that are not finite or too large, or the weights are no longer usable',
    ]);
  });

  it('warns once if a callback sets a learning rate that is 0 or infinite in float32', async () => {
    const setter = (rate: number) => ({
      onEpochBegin: (_epoch: number, control: TrainingControl) => {
        control.learningRate = rate;
      },
      state: () => ({}),
      restore() {},
    });
    const callbacks = [setter(1e-60), setter(1e300), setter(0.1)];
    const { run } = await startFakeRun({ callbacks });
    const warnings: string[] = [];
    for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
    expect(warnings).toEqual([
      'the learning rate is 0 in float32, so training has no effect',
      'the learning rate is Infinity in float32, so the weights become unusable',
    ]);
  });

  it('splits a step into batches, and validates with the same batch size', async () => {
    const engine = fakeEngine();
    const asked: unknown[] = [];
    const { run } = await startFakeRun({
      plan: fakePlan({ epochs: 1, batchSize: 2, accumulate: 2 }),
      validation: fakeData(5),
      engine: {
        ...engine,
        trainBatch: async (batch, options) => {
          asked.push([batch.size, options]);
          return engine.trainBatch(batch, options);
        },
        evaluateBatch: async (batch) => {
          asked.push(batch.size);
          return engine.evaluateBatch(batch);
        },
      },
    });
    await run.result;
    expect(asked).toEqual([[4, { step: 0, partSize: 2 }], [1, { step: 1, partSize: 2 }], 2, 2, 1]);
  });

  it('stores the learning rate as float32, and logs it where a callback adds it', async () => {
    const specs = [{ type: 'reduceLROnPlateau', monitor: 'loss', patience: 1, factor: 0.3 }];
    const { run } = await startFakeRun({ specs });
    const { learningRate, history } = await run.result;
    const reduced = Math.fround(Math.fround(0.01) * 0.3);
    expect(learningRate).toBe(Math.fround(reduced * 0.3));
    expect(history.map(({ logs }) => logs.learning_rate)).toEqual([
      Math.fround(0.01),
      Math.fround(0.01),
      reduced,
    ]);
  });
});

describe('the model', () => {
  it('has the current weights after each epoch, and when it is saved', async () => {
    const engine = fakeEngine();
    const seen: string[][] = [];
    const saver: Callback = {
      onBatchEnd: async (batch, _, control) => {
        if (batch === 1) await control.saveModel('batch.h5');
      },
      onEpochEnd: () => void seen.push(engine.calls.slice(-2)),
      state: () => ({}),
      restore: () => {},
    };
    const saves: string[] = [];
    const { run } = await startFakeRun({
      engine,
      callbacks: [saver],
      epochs: 1,
      saveModel: async (path) => {
        saves.push(engine.calls.at(-1) ?? '');
        await modelWriter(engine)(path);
      },
    });
    await run.result;
    expect(seen).toEqual([['take', 'sync']]);
    expect(saves).toEqual(['sync', 'sync']);
  });
});

describe('a signal', () => {
  it.each([
    ['in the middle of an epoch', 'train 4', 5],
    ['in validation', 'evaluate', 3],
  ])('%s ends the run cleanly after the batch', async (_, at, steps) => {
    const controller = new AbortController();
    const calls: string[] = [];
    const engine = fakeEngine(undefined, (call) => {
      if (call === at) controller.abort();
    });
    const { run, read } = await startFakeRun({
      engine,
      saveModel: modelWriter(engine),
      callbacks: [recorder('a', calls)],
      validation: at === 'evaluate' ? fakeData(9) : null,
      signal: controller.signal,
    });
    const events = await eventsOf(run);
    const result = await run.result;
    expect(result.interrupted).toBe(true);
    expect(result.stopReason).toBe('interrupted');
    expect(engine.calls.filter((call) => call.startsWith('train'))).toHaveLength(steps);
    expect(engine.calls.slice(-2)).toEqual([at, 'sync']);
    expect(result.history).toHaveLength(at === 'evaluate' ? 0 : 1);
    expect(calls.at(-1)).toBe('a train end');
    expect(calls.filter((call) => call.includes('end'))).toHaveLength(result.history.length + 1);
    expect(events.at(-1)?.type).toBe('runEnd');
    expect(read('model.h5')).toBe(String(steps));
    expect(JSON.parse(read('history.json')).epochs).toHaveLength(result.history.length);
  });

  it('given before the start trains nothing', async () => {
    const { run, engine, read } = await startFakeRun({ signal: AbortSignal.abort() });
    expect(await run.result).toMatchObject({ interrupted: true, history: [] });
    expect(engine.calls).toEqual(['take', 'sync']);
    expect(read('history.csv')).toBe('epoch,seconds\n');
  });
});

describe('a failure', () => {
  /** Fails at the end of the second epoch. */
  const failing = (fail: () => void): Callback => ({
    onEpochEnd: (epoch) => (epoch === 1 ? fail() : undefined),
    state: () => ({}),
    restore: () => {},
  });

  it('saves the history, keeps its files, and is thrown by both the result and the events', async () => {
    const full = () => {
      throw new Error('no space left on the device');
    };
    const checkpoint = createCallbacks([{ type: 'modelCheckpoint', path: 'm-{epoch}.h5' }], {});
    const { run, path, read } = await startFakeRun({ callbacks: [...checkpoint, failing(full)] });
    const error = await run.result.catch((caught) => caught);
    expect(error).toBeInstanceOf(TrainingError);
    expect(error.message).toBe('training failed in epoch 2 of 3: no space left on the device');
    expect(error.hint).toBe(`the files written so far are in ${path}`);
    expect(error.history).toHaveLength(1);
    const types: string[] = [];
    const listen = async () => {
      for await (const event of run) types.push(event.type);
    };
    await expect(listen()).rejects.toBe(error);
    expect(types.at(-1)).toBe('failed');
    expect(JSON.parse(read('history.json')).epochs).toHaveLength(1);
    expect(read('m-1.h5')).toBe('3');
    expect(existsSync(join(path, 'model.h5'))).toBe(false);
  });

  it('is reported if the folder is removed, which is not created again', async () => {
    let path = '';
    const vanish = failing(() => rmSync(path, { recursive: true }));
    const started = await startFakeRun({ callbacks: [vanish] });
    path = started.path;
    await expect(started.run.result).rejects.toThrow(
      `training failed in epoch 2 of 3: cannot access the run folder "${path}": no such file or folder; the history could not be saved either`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('of a lost device reports the loss instead of later errors, and how to resume', async () => {
    const lost = new UserError('the GPU is gone: device lost', 'start the program anew');
    const engine = fakeEngine();
    let gone = false;
    const gives = async <T>(value: () => Promise<T>): Promise<T> => {
      if (gone) throw new Error('a later call on the device that is gone');
      return value();
    };
    const { run } = await startFakeRun({
      engine: {
        ...engine,
        async trainBatch(batch, options) {
          gone = options.step === 4;
          if (gone) throw lost;
          return engine.trainBatch(batch, options);
        },
        snapshot: () => gives(() => engine.snapshot()),
        readWeight: (index) => gives(() => engine.readWeight(index)),
        takeMetrics: () => gives(() => engine.takeMetrics()),
      },
      saveState: async () => {},
    });
    await expect(run.result).rejects.toMatchObject({
      name: 'TrainingError',
      message: 'training failed in epoch 2 of 3: the GPU is gone: device lost',
      hint: 'start the program anew; --resume continues in epoch 2',
      cause: lost,
    });
  });

  it('of the final model is reported as such', async () => {
    const saveModel = () => Promise.reject(new Error('disk full'));
    const { run, read } = await startFakeRun({ saveModel });
    await expect(run.result).rejects.toThrow('training failed after the last epoch: disk full');
    expect(JSON.parse(read('history.json')).epochs).toHaveLength(3);
  });

  it('is caused by an empty training set', async () => {
    const { run } = await startFakeRun({ train: fakeData(0) });
    await expect(run.result).rejects.toThrow('in epoch 1 of 3: the training data contains no usable images');
  });

  it('is caused by a path outside the folder', async () => {
    const { run } = await startFakeRun({ specs: [{ type: 'csvLogger', path: '../log.csv' }] });
    await expect(run.result).rejects.toThrow('path "../log.csv" is outside the run folder');
  });
});
