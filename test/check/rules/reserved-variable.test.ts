import { expect, it } from 'vitest';
import { found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

it.each([
  'epoch',
  'batch',
  'loss',
  'accuracy',
  'acc',
  'val_loss',
  'val_anything',
  'learning_rate',
  'topKAccuracy',
])('a variable cannot be named %s', (name) => {
  expect(found(specText({ more: `variables: { ${name}: 1 }` }))).toEqual([
    `9:14 policy/reserved-variable the variable name "${name}" is reserved: in paths, it refers to a log or a counter`,
  ]);
});

it.each(['colour', 'epochs', 'my_loss', 'Loss'])('a variable can be named %s', (name) => {
  expect(found(specText({ more: `variables: { ${name}: 1 }` }))).toEqual([]);
});
