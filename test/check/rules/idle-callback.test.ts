import { expect, it } from 'vitest';
import { specText } from '../../support/spec-text';
import { advice } from './advice';

const waits = (type: string, epochs: number, total: string) =>
  `warning policy/idle-callback ${type} can never act: it waits for ${epochs} epochs, and ${total}`;
it.each<[number, string, string[]]>([
  [10, 'earlyStopping, patience: 9', []],
  [10, 'earlyStopping, patience: 10', [`10:46 ${waits('earlyStopping', 10, 'there are 10 epochs')}`]],
  [10, 'earlyStopping, patience: 10, restoreBestWeights: true', []],
  [
    10,
    'earlyStopping, patience: 4, startFromEpoch: 6',
    [`10:65 ${waits('earlyStopping', 10, 'there are 10 epochs')}`],
  ],
  [10, 'earlyStopping, patience: 4, startFromEpoch: 5', []],
  [10, 'reduceLROnPlateau', [`10:21 ${waits('reduceLROnPlateau', 10, 'there are 10 epochs')}`]],
  [1, 'reduceLROnPlateau, patience: 3', [`10:50 ${waits('reduceLROnPlateau', 3, 'there is one epoch')}`]],
  [11, 'reduceLROnPlateau', []],
])('%i epochs, %s', (epochs, callback, expected) => {
  const callbacks = `callbacks: [{ type: ${callback} }]`;
  expect(advice(specText({ training: `training: { epochs: ${epochs} }`, callbacks }))).toEqual(expected);
});
