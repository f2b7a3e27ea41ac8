import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/run/backends/engine';
import { guardEngine, watchDevice } from '../../../../src/run/backends/webgpu/guard-engine';

/** A device whose work, loss and errors the test controls, and an engine that records its calls. */
function fakes() {
  const device = new EventTarget() as EventTarget & Record<string, unknown>;
  let lose = (_: { message: string }) => {};
  const finish: (() => void)[] = [];
  device.lost = new Promise((settle) => {
    lose = settle;
  });
  device.queue = {
    onSubmittedWorkDone: () =>
      new Promise<void>((settle) => {
        finish.push(settle);
      }),
  };
  const calls: string[] = [];
  let rate = 0.1;
  const engine = {
    weights: [],
    get learningRate() {
      return rate;
    },
    set learningRate(value: number) {
      rate = value;
    },
    trainBatch: async () => void calls.push('trainBatch'),
    readMetrics: async () => {
      calls.push('readMetrics');
      return { loss: { sum: 1, count: 1 } };
    },
    dispose: () => void calls.push('dispose'),
  } as unknown as Engine;
  const watched = device as unknown as GPUDevice;
  const watch = watchDevice(watched);
  const guard = () => guardEngine(engine, watched, watch);
  const raise = (error: Error) =>
    device.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  return { guard, guarded: guard(), calls, lose: (message: string) => lose({ message }), finish, raise };
}

class GPUOutOfMemoryError extends Error {}

const batch = { size: 0, x: new Float32Array(), y: new Float32Array() };

describe('guardEngine', () => {
  it('behaves like the engine while there are no errors', async () => {
    const { guarded, calls } = fakes();
    guarded.learningRate = 0.5;
    expect(guarded.learningRate).toBe(0.5);
    expect(await guarded.readMetrics()).toEqual({ loss: { sum: 1, count: 1 } });
    guarded.dispose();
    expect(calls).toEqual(['readMetrics', 'dispose']);
  });

  it('rejects every call once the device is lost, except dispose', async () => {
    const { guarded, calls, lose } = fakes();
    lose('device was destroyed.\nmore');
    await Promise.resolve();
    await expect(guarded.readMetrics()).rejects.toThrow(/^the GPU device was lost: device was destroyed$/);
    await expect(guarded.trainBatch(batch, { step: 0 })).rejects.toThrow('the GPU device was lost');
    guarded.dispose();
    expect(calls).toEqual(['dispose']);
  });

  it.each([
    [new GPUOutOfMemoryError('x'), 'the GPU is out of memory'],
    [new Error('Buffer is too large.\n - While'), 'the GPU rejected an operation: Buffer is too large'],
  ])('rejects after the device has rejected an operation: %s', async (error, message) => {
    const { guarded, guard, raise } = fakes();
    raise(error);
    await expect(guarded.readMetrics()).rejects.toThrow(message);
    // A later engine is not affected.
    expect(await guard().readMetrics()).toEqual({ loss: { sum: 1, count: 1 } });
  });

  it('queues at most one batch ahead', async () => {
    const { guarded, finish } = fakes();
    await guarded.trainBatch(batch, { step: 0 });
    const second = guarded.trainBatch(batch, { step: 1 }).then(() => 'second');
    const turn = new Promise((settle) => setImmediate(() => settle('turn')));
    expect(await Promise.race([second, turn])).toBe('turn');
    finish[0]?.();
    expect(await second).toBe('second');
    expect(finish).toHaveLength(2);
  });
});
