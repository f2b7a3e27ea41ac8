import { expect, it } from 'vitest';
import { specText } from '../../support/spec-text';
import { advice } from './advice';

const warning = 'warning policy/learning-rate-range learningRateScheduler sets the learning rate to';

it.each<[schedule: string, epochs: number, expected: string | null]>([
  ['cosine', 30, null],
  ['{ type: cosine, decayEpochs: 10 }', 10, null],
  ['{ type: cosine, decayEpochs: 10 }', 20, '0 in epoch 11 and 9 more'],
  ['{ type: cosine, decayEpochs: 10, minLearningRate: 0.001 }', 20, null],
  ['{ type: cosine, warmUpEpochs: 3, warmUpFrom: 0 }', 20, '0 in epoch 1'],
  ['{ type: step, factor: 0.1, every: 1 }', 40, null],
  ['{ type: step, factor: 0.1, every: 1 }', 45, '0 in epoch 45'],
  ['{ type: exponential, factor: 1e9 }', 10, 'Infinity in epoch 6 and 4 more'],
  ['{ type: exponential, factor: 1e-9, minLearningRate: 1e-6 }', 30, null],
])('the schedule %s over %d epochs', (schedule, epochs, expected) => {
  const text = specText({
    training: `training: { epochs: ${epochs} }`,
    callbacks: `callbacks: [{ type: learningRateScheduler, schedule: ${schedule} }]`,
  });
  expect(advice(text)).toEqual(expected === null ? [] : [expect.stringContaining(`${warning} ${expected}`)]);
});

it.each(['1e-60', '1e300', '1e39', '7e-46'])('a learning rate of %s is out of range', (rate) => {
  const error = 'expected a learning rate that is neither 0 nor infinite in float32: from 1e-45 to 3.4e38';
  const training = `training: { optimizer: { type: adam, learningRate: ${rate} } }`;
  expect(advice(specText({ training }))).toEqual([expect.stringContaining(error)]);
  const schedule = `{ type: piecewise, learningRates: [0.1, ${rate}], after: [2] }`;
  const callbacks = `callbacks: [{ type: learningRateScheduler, schedule: ${schedule} }]`;
  expect(advice(specText({ callbacks }))).toEqual([expect.stringContaining(error)]);
});

it.each(['1.5e-45', '3.4e38'])('a learning rate of %s is not', (rate) => {
  expect(
    advice(specText({ training: `training: { optimizer: { type: sgd, learningRate: ${rate} } }` })),
  ).toEqual([]);
});
