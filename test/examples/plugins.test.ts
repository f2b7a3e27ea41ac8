import '@tensorflow/tfjs-backend-cpu';
import { grads, type Scalar, setBackend, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs's operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a program without types
import { filterResponseNorm as untypedNorm } from '../../examples/plugins/filter-response-norm.mjs';
// @ts-expect-error a program without types
import { timeBudget as untypedBudget } from '../../examples/plugins/time-budget.mjs';
import type { LayerDefinition } from '../../src/layers/custom/definition';
import type { CallbackKind, TrainingControl } from '../../src/run/training/callbacks/callback';
import { kernelsRun } from '../support/kernels-run';

describe('filterResponseNorm', () => {
  const norm: LayerDefinition = untypedNorm;
  beforeAll(async () => {
    await setBackend('cpu');
  });
  const values = [1, -2, 3, 0.5, -1, 2, 0, 4];
  const weights = { gamma: [1, 2], beta: [0.5, -0.25], tau: [-0.5, 0] };
  const inputs = () => [
    tensor(values, [1, 2, 2, 2]),
    ...Object.values(weights).map((value) => tensor(value, [2])),
  ];
  const forward = (x: Tensor, gamma: Tensor, beta: Tensor, tau: Tensor) =>
    norm.forward({ epsilon: 1e-6 }, [x], { weights: { gamma, beta, tau }, training: true });

  it('is max(γ · x / √(mean of squares + ε) + β, τ) per channel', () => {
    const expected = values.map((x, i) => {
      const channel = i % 2;
      const squares = values.filter((_, j) => j % 2 === channel).map((value) => value ** 2);
      const power = squares.reduce((a, b) => a + b) / squares.length;
      const [gamma = 0, beta = 0, tau = 0] = Object.values(weights).map((weight) => weight[channel]);
      return Math.max((gamma * x) / Math.sqrt(power + 1e-6) + beta, tau);
    });
    const [x, gamma, beta, tau] = inputs() as [Tensor, Tensor, Tensor, Tensor];
    const output = [...forward(x, gamma, beta, tau).dataSync()];
    for (const [i, value] of output.entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });

  it('declares the kernels that it and its gradients run', async () => {
    const loss = (...[x, gamma, beta, tau]: Tensor[]) =>
      sum(forward(x as Tensor, gamma as Tensor, beta as Tensor, tau as Tensor)) as Scalar;
    const run = await kernelsRun(() => tidy(() => void grads(loss)(inputs())));
    expect([...norm.kernels].sort()).toEqual(run);
  });

  it('accepts only feature maps', () => {
    expect(norm.output({ epsilon: 1e-6 }, [[4, 4, 2]])).toEqual([4, 4, 2]);
    expect(norm.output({ epsilon: 1e-6 }, [[32]])).toMatchObject({ code: 'shape/wrong-rank' });
  });
});

describe('timeBudget', () => {
  const budget: CallbackKind = untypedBudget;

  /** Runs epochs of `seconds` until the callback stops the run, optionally from a saved state. */
  function epochsOf(seconds: number, minutes: number, saved?: Record<string, unknown>) {
    let clock = 1e9;
    let stopped = '';
    const control = {
      now: () => clock,
      stop: (reason: string) => {
        stopped = reason;
      },
    } as TrainingControl;
    const callback = budget.create({ minutes }, {});
    if (saved) callback.restore?.(saved);
    callback.onTrainBegin?.(control);
    let epochs = 0;
    while (stopped === '') {
      clock += seconds;
      callback.onEpochEnd?.(epochs++, {}, control);
    }
    return { epochs, stopped, state: callback.state?.() };
  }

  it('stops before an epoch that would not fit', () => {
    expect(epochsOf(20, 1)).toEqual({
      epochs: 3,
      stopped: 'another epoch would not fit into 1 minutes',
      state: { spent: 60 },
    });
  });

  it('keeps the time spent on resume', () => {
    expect(epochsOf(20, 2, { spent: 60 }).epochs).toBe(3);
    expect(epochsOf(20, 2).epochs).toBe(6);
  });
});
