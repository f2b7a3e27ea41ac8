import { grad, setBackend, slice, type Tensor, tensor, tidy, variable } from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs's operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { constrained, constraintKernels } from '../../../src/compile/tfjs/constraints';
import { L1L2, penaltyKernels } from '../../../src/compile/tfjs/l1-l2';
import { createLoss } from '../../../src/compile/tfjs/losses';
import { metrics } from '../../../src/compile/tfjs/metrics';
import { updateRule } from '../../../src/compile/tfjs/optimizers';
import type { LossSpec, OptimizerSpec } from '../../../src/language/training';
import type { ConstraintSpec } from '../../../src/layers/weight-spec';

import { kernelsRun } from '../../support/kernels-run';

beforeAll(async () => {
  await setBackend('cpu');
});

const sorted = (kernels: readonly string[]) => [...new Set(kernels)].sort();
const y = () => tensor([0, 1, 1, 0], [2, 2]);
const scores = () => tensor([0.3, 0.7, 0.6, 0.4], [2, 2]);
const within = (work: () => Tensor) => kernelsRun(() => void tidy(work));

describe('declared kernels are those that run', () => {
  it.each<OptimizerSpec>([
    { type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false },
    { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: false },
    { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
    { type: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    { type: 'rmsprop', learningRate: 0.1, rho: 0.9, momentum: 0, epsilon: 1e-7 },
    { type: 'rmsprop', learningRate: 0.1, rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
  ])('optimizer %j', async (spec) => {
    const rule = updateRule(spec);
    const slots = Object.fromEntries(rule.slots.map((name) => [name, variable(scores())]));
    const weight = variable(scores());
    const slot = (name: string) => slots[name] ?? expect.fail(name);
    const run = await kernelsRun(() =>
      rule.apply({ weight, gradient: y(), learningRate: 0.1, step: 1, slot }),
    );
    expect(sorted(rule.kernels)).toEqual(run);
  });

  const losses: LossSpec[] = [
    { type: 'categoricalCrossentropy', labelSmoothing: 0 },
    { type: 'categoricalCrossentropy', labelSmoothing: 0.1 },
    { type: 'binaryCrossentropy', labelSmoothing: 0 },
    { type: 'binaryCrossentropy', labelSmoothing: 0.1 },
    { type: 'meanSquaredError' },
  ];
  it.each(losses)('loss %j', async (spec) => {
    const { ofScores, kernels, ofLogits } = createLoss(spec);
    const differentiate = (loss: typeof ofScores) => within(() => grad((x) => loss(y(), x))(scores()));
    expect(sorted(kernels)).toEqual(await differentiate(ofScores));
    if (ofLogits) expect(sorted(ofLogits.kernels)).toEqual(await differentiate(ofLogits.loss));
  });

  it.each([
    ['accuracy', 2],
    ['accuracy', 1],
    ['topKAccuracy', 2],
  ] as const)('metric %s of %i classes', async (name, classes) => {
    const column = (values: Tensor) => slice(values, [0, 0], [2, classes]);
    const [truth, guess] = [column(y()), column(scores())];
    expect(sorted(metrics[name].kernels(classes))).toEqual(
      await within(() => metrics[name].of(truth, guess)),
    );
  });

  it('penalty of a weight', async () => {
    const penalty = new L1L2({ l1: 0.1, l2: 0.1 });
    expect(sorted(penaltyKernels)).toEqual(await within(() => grad((w) => penalty.apply(w))(scores())));
  });

  it.each<ConstraintSpec>([
    { type: 'maxNorm', maxValue: 0.5 },
    { type: 'minMaxNorm', minValue: 0.1, maxValue: 0.5, rate: 0.5 },
    { type: 'nonNegative' },
    { type: 'unitNorm' },
  ])('constraint %j', async (spec) => {
    expect(sorted(constraintKernels(spec))).toEqual(await within(() => constrained(scores(), spec)));
  });
});
