import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/run/training/run-state';
import { fakeData, fakeEngine } from './fakes';
import { type FakeRunChoice, startFakeRun } from './start-fake-run';

describe('the state', () => {
  /** A run that keeps its states in memory, and those states. */
  async function saving(choice: FakeRunChoice) {
    const states: (Progress | null)[] = [];
    const saveState = async (progress: Progress | null) => {
      states.push(structuredClone(progress));
    };
    const started = await startFakeRun({ saveState, ...choice });
    return { ...started, states };
  }

  const places = (states: readonly (Progress | null)[]) =>
    states.map(
      (state) =>
        state && `${state.epoch}.${state.batch}${state.trained ? ' trained' : ''} step ${state.step}`,
    );

  it('is saved before training, at the start, and after every epoch', async () => {
    const { run, states } = await saving({ epochs: 2 });
    await run.result;
    expect(places(states)).toEqual([null, '0.0 step 0', '1.0 step 3', '2.0 step 6']);
    expect(states.at(-1)).toMatchObject({ stopReason: null, history: [{ epoch: 0 }, { epoch: 1 }] });
  });

  it('is saved within an epoch after the interval', async () => {
    const { run, states } = await saving({ epochs: 1, tick: 1, stateInterval: 3 });
    await run.result;
    expect(places(states)).toEqual([null, '0.0 step 0', '0.2 step 2', '1.0 step 3']);
  });

  it.each([
    ['train 4', '1.2 step 5', []],
    ['evaluate', '0.3 trained step 3', ['train 0', 'train 1', 'train 2']],
  ])('is saved where a signal stops the run, in %s, and resumes from there', async (at, place, skipped) => {
    const controller = new AbortController();
    const engine = fakeEngine(undefined, (call) => {
      if (call === at) controller.abort();
    });
    const validation = fakeData(9);
    const { run, states } = await saving({ engine, validation, signal: controller.signal });
    await run.result;
    const saved = states.at(-1);
    expect(places([saved ?? null])).toEqual([place]);
    if (!saved) return;

    const next = fakeEngine();
    await next.restore(saved.engine);
    const resumed = await startFakeRun({ engine: next, validation, resumeFrom: saved });
    const plain = await startFakeRun({ validation });
    const logs = async ({ run }: typeof plain) => (await run.result).history.map((record) => record.logs);
    expect(await logs(resumed)).toEqual(await logs(plain));
    expect(next.calls.filter((call) => skipped.includes(call))).toEqual([]);
  });

  it('contains the state, kept weights and messages of callbacks', async () => {
    const specs = [
      { type: 'earlyStopping', monitor: 'loss', mode: 'max', patience: 9, restoreBestWeights: true },
    ];
    const { run, states } = await saving({ specs, epochs: 1 });
    await run.result;
    const [callback] = states.at(-1)?.callbacks ?? [];
    expect(callback?.state).toMatchObject({ best: 1.8, bestEpoch: 0 });
    expect(callback?.kept?.map((values) => values[0])).toEqual([3, 3]);
    expect(states[1]?.callbacks[0]?.kept).toBeNull();
  });
});
