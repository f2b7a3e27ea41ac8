import { expect, it } from 'vitest';
import { specText } from '../../support/spec-text';
import { advice } from './advice';

const never = (type: string, reason: string, epochs: string) =>
  `warning policy/idle-callback ${type} can never trigger: ${reason}, but training runs for only ${epochs}`;
it.each<[number, string, string[]]>([
  [10, 'earlyStopping, patience: 9', []],
  [10, 'earlyStopping, patience: 10', [`10:46 ${never('earlyStopping', 'patience is 10', '10 epochs')}`]],
  [10, 'earlyStopping, patience: 10, restoreBestWeights: true', []],
  [
    10,
    'earlyStopping, patience: 4, startFromEpoch: 6',
    [`10:65 ${never('earlyStopping', 'it waits for 10 epochs', '10 epochs')}`],
  ],
  [10, 'earlyStopping, patience: 4, startFromEpoch: 5', []],
  [10, 'reduceLROnPlateau', [`10:21 ${never('reduceLROnPlateau', 'patience is 10', '10 epochs')}`]],
  [1, 'reduceLROnPlateau, patience: 3', [`10:50 ${never('reduceLROnPlateau', 'patience is 3', '1 epoch')}`]],
  [11, 'reduceLROnPlateau', []],
])('%i epochs, %s', (epochs, callback, expected) => {
  const callbacks = `callbacks: [{ type: ${callback} }]`;
  expect(advice(specText({ training: `training: { epochs: ${epochs} }`, callbacks }))).toEqual(expected);
});
