import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, tensor1d, variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { RuleOptimizer } from '../../../src/compile/tfjs/rule-optimizer';
import type { OptimizerSpec } from '../../../src/language/training';

beforeAll(async () => {
  await setBackend('cpu');
});

const gradients = [
  [0.1, -0.2, 3],
  [0.5, 0, -1],
  [-0.3, 0.7, 1e-4],
  [0.2, 0.2, 0.2],
];
const learningRate = 0.1;
const momentum = [-0.04079, -0.06842, -0.157709];
const power = [0.033079002, 0.051015999, 0.74110001];

/** The values to which Keras 3.15 moves [1, -2, 0.5] with the four gradients, and its slots. */
const cases: readonly [string, OptimizerSpec, number[], Record<string, number[]>][] = [
  [
    'SGD',
    { type: 'sgd', learningRate, momentum: 0, nesterov: false },
    [0.95000005, -2.0699999, 0.27998996],
    {},
  ],
  [
    'SGD with momentum',
    { type: 'sgd', learningRate, momentum: 0.9, nesterov: false },
    [0.86710995, -2.0842199, -0.28071904],
    { momentum },
  ],
  [
    'SGD after Nesterov',
    { type: 'sgd', learningRate, momentum: 0.9, nesterov: true },
    [0.83039898, -2.145798, -0.42265716],
    { momentum },
  ],
  [
    'Adam',
    { type: 'adam', learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    [0.75096118, -1.9329016, 0.3000747],
    { momentum: [0.04079, 0.06842, 0.157709], velocity: [0.00038938029, 0.00056939013, 0.010011028] },
  ],
  [
    'RMSprop',
    { type: 'rmsprop', learningRate, rho: 0.9, momentum: 0, epsilon: 1e-7 },
    [0.4300375, -2.0785878, 0.26535738],
    { velocity: power },
  ],
  [
    'RMSprop with momentum',
    { type: 'rmsprop', learningRate, rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
    [0.0037880391, -1.9550238, 0.067273937],
    { velocity: power, momentum: [0.14371304, 0.20215157, 0.036559142] },
  ],
];

describe('RuleOptimizer', () => {
  it.each(cases)('%s moves a weight as Keras does and frees its temporaries', (_, spec, expected, slots) => {
    const before = memory().numTensors;
    const start = tensor1d([1, -2, 0.5]);
    const weight = variable(start);
    const optimizer = new RuleOptimizer(spec);
    for (const values of gradients) {
      const gradient = tensor1d(values);
      optimizer.applyGradients([{ name: weight.name, tensor: gradient }]);
      gradient.dispose();
    }
    expect(optimizer.iterations).toBe(gradients.length);
    expectClose(weight.dataSync(), expected);
    const found = optimizer.slotValues.get(weight.name) ?? {};
    expect(Object.keys(found)).toEqual(Object.keys(slots));
    for (const [name, values] of Object.entries(slots)) expectClose(found[name]?.dataSync() ?? [], values);
    optimizer.dispose();
    start.dispose();
    weight.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('stores its learning rate as float32', () => {
    const optimizer = new RuleOptimizer({ type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false });
    expect(optimizer.learningRate).toBe(Math.fround(0.1));
    optimizer.learningRate = 0.7;
    expect(optimizer.learningRate).toBe(Math.fround(0.7));
  });
});

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}
