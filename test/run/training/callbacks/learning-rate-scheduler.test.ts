import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scheduledRate, scheduleSchema } from '../../../../src/language/learning-rate-schedules';
import { createCallbacks } from '../../../../src/run/training/callbacks';
import type { Logs } from '../../../../src/run/training/callbacks/callback';
import { memoryRun } from '../memory-control';

interface Case {
  readonly schedule: Readonly<Record<string, unknown>>;
  readonly initial: number;
  readonly epochs: number;
  readonly rates: readonly number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../../reference/schedules/schedules.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };

function create(schedule: unknown) {
  const [callback] = createCallbacks([{ type: 'learningRateScheduler', schedule }], {});
  if (!callback) throw new Error('no callback');
  return callback;
}

describe('schedules have the same rates as in Keras', () => {
  it.each(cases.map((one) => [JSON.stringify(one.schedule), one] as const))('%s', (_, one) => {
    const schedule = scheduleSchema.parse(one.schedule);
    const ours = one.rates.map((_, epoch) => scheduledRate(schedule, epoch, one));
    for (const [epoch, rate] of one.rates.entries()) {
      // Keras computes in float32; near the end of a cosine it subtracts numbers that are almost equal.
      expect(Math.abs((ours[epoch] ?? Number.NaN) - rate)).toBeLessThan(1e-6 * one.initial);
    }
  });
});

describe('schedules', () => {
  it.each([
    [
      'a minimum for steps',
      { type: 'step', every: 1, factor: 0.1, minLearningRate: 0.05 },
      [1, 0.1, 0.05, 0.05],
    ],
    [
      'a minimum for exponential decay',
      { type: 'exponential', factor: 0.5, minLearningRate: 0.3 },
      [1, 0.5, 0.3, 0.3],
    ],
    ['a warm-up whose first epoch trains already', { type: 'cosine', warmUpEpochs: 3 }, [0.25, 0.5, 0.75, 1]],
    [
      'the minimum after the end of the cosine',
      { type: 'cosine', decayEpochs: 2, minLearningRate: 0.2 },
      [1, 0.6, 0.2, 0.2],
    ],
    ['a bare name', 'cosine', [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2]],
    [
      'one rate for the whole run',
      { type: 'piecewise', learningRates: [0.5], after: [] },
      [0.5, 0.5, 0.5, 0.5],
    ],
  ])('have %s', (_, options, rates) => {
    const schedule = scheduleSchema.parse(options);
    const ours = rates.map((_, epoch) => scheduledRate(schedule, epoch, { initial: 1, epochs: 4 }));
    expect(ours.map((rate) => rate.toFixed(12))).toEqual(rates.map((rate) => rate.toFixed(12)));
  });

  it.each([
    [{ type: 'step', every: 0, factor: 0.1 }, /schedule\.every: /],
    [{ type: 'step', every: 3 }, /schedule\.factor: /],
    [{ type: 'exponential', factor: 0 }, /schedule\.factor: /],
    [{ type: 'cosine', minLearningRate: -1 }, /schedule\.minLearningRate: /],
    [{ type: 'piecewise', learningRates: [1, 2], after: [] }, /schedule\.after: expected one number fewer/],
    [
      { type: 'piecewise', learningRates: [1, 2, 3], after: [4, 4] },
      /schedule\.after: .* larger than the one/,
    ],
    ['linear', /schedule\.type: /],
  ])('refuse %o', (schedule, message) => {
    expect(() => create(schedule)).toThrow(message);
  });
});

describe('learningRateScheduler', () => {
  const schedule = { type: 'step', every: 2, factor: 0.5 };

  it('sets the rate before each epoch, logs it, and continues from a saved state', async () => {
    const run = memoryRun({ learningRate: 0.1 });
    let callback = create(schedule);
    await callback.onTrainBegin?.(run.control);
    const seen: Logs[] = [];
    for (let epoch = 0; epoch < 5; epoch++) {
      await callback.onEpochBegin?.(epoch, run.control);
      const logs: Logs = { loss: 1, learning_rate: 7 };
      await callback.onEpochEnd?.(epoch, logs, run.control);
      seen.push(logs);
      const state = JSON.parse(JSON.stringify(callback.state?.()));
      callback = create(schedule);
      callback.restore?.(state);
      await callback.onTrainBegin?.(run.control);
    }
    const initial = Math.fround(0.1);
    expect(seen.map(({ learning_rate }) => learning_rate)).toEqual(
      [1, 1, 0.5, 0.5, 0.25].map((factor) => Math.fround(initial * factor)),
    );
    expect(run.learningRate).toBe(Math.fround(initial * 0.25));
  });

  it('starts from the current rate if it is not resumed', async () => {
    const run = memoryRun({ learningRate: 0.1 });
    const callback = create(schedule);
    for (const expected of [0.05, 0.025]) {
      await callback.onTrainBegin?.(run.control);
      for (const epoch of [0, 1, 2]) await callback.onEpochBegin?.(epoch, run.control);
      expect(run.learningRate).toBe(Math.fround(expected));
    }
  });
});
