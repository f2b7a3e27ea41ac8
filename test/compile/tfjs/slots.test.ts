import { expect, it } from 'vitest';
import { updateRule } from '../../../src/compile/tfjs/optimizers';
import { slotsPerParameter, trainingSchema } from '../../../src/language/training';

it.each([
  [{ type: 'sgd' }],
  [{ type: 'sgd', momentum: 0.9 }],
  [{ type: 'sgd', momentum: 0.9, nesterov: true }],
  [{ type: 'adam' }],
  [{ type: 'rmsprop' }],
  [{ type: 'rmsprop', momentum: 0.9 }],
] as const)('%j keeps as many values as the plan counts', (written) => {
  const { optimizer } = trainingSchema.parse({ optimizer: written });
  expect(updateRule(optimizer).slots).toHaveLength(slotsPerParameter(optimizer));
});
