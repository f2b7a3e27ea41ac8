import '@tensorflow/tfjs-backend-cpu';
import { setBackend, tensor, valueAndGrad } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { L1L2 } from '../../../src/compile/tfjs/l1-l2';

beforeAll(async () => {
  await setBackend('cpu');
});

it.each([
  [{ l1: 0.5, l2: 0 }, 1.5, [0.5, -0.5, 0]],
  [{ l1: 0, l2: 0.5 }, 2.5, [1, -2, 0]],
  [{ l1: 0.5, l2: 0.5 }, 4, [1.5, -2.5, 0]],
])('%j of [1, -2, 0] adds %j with gradient %j, which is 0 at 0', (spec, value, gradient) => {
  const result = valueAndGrad((w) => new L1L2(spec).apply(w))(tensor([1, -2, 0]));
  expect(result.value.dataSync()[0]).toBeCloseTo(value, 6);
  expect([...result.grad.dataSync()].map((slope) => slope + 0)).toEqual(gradient);
});
