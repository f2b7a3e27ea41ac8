import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SourceFile } from '../../../src/base/source/source-file';
import { checkSpec } from '../../../src/check/check-spec';
import { vocabularyWith } from '../../../src/language/vocabulary';
import type { CallbackKind } from '../../../src/run/training/callbacks/callback';
import { checkText, found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const withCallbacks = (callbacks: string, more = '') =>
  specText({ callbacks: `callbacks: [${callbacks}]`, more: more === '' ? null : more });
const data = 'data: { train: { directory: a } }';
const validated = 'data: { train: { directory: a }, validation: { split: 0.1 } }';

describe('a monitor is a log that training produces', () => {
  it.each([
    ['loss', data, []],
    ['accuracy', data, []],
    ['val_loss', validated, []],
    ['val_loss', '', []],
    ['val_accuracy', validated, []],
    ['topKAccuracy', `training: { metrics: [topKAccuracy] }\n${data}`, []],
    [
      'val_loss',
      data,
      [
        '9:45 policy/unknown-monitor earlyStopping watches "val_loss", which will not exist: there is no validation data',
      ],
    ],
    [
      'acc',
      data,
      [
        '9:45 policy/unknown-monitor earlyStopping watches "acc", which no epoch will log, did you mean "accuracy"?',
      ],
    ],
    [
      'val_acc',
      validated,
      [
        '9:45 policy/unknown-monitor earlyStopping watches "val_acc", which no epoch will log, did you mean "val_accuracy"?',
      ],
    ],
    [
      'topKAccuracy',
      data,
      [
        '9:45 policy/unknown-monitor earlyStopping watches "topKAccuracy", which no epoch will log, did you mean "accuracy"?',
      ],
    ],
    ['f1', data, ['9:45 policy/unknown-monitor earlyStopping watches "f1", which no epoch will log']],
  ])('%s with %j', (monitor, more, expected) => {
    expect(found(withCallbacks(`{ type: earlyStopping, monitor: ${monitor} }`, more))).toEqual(expected);
  });

  it('a checkpoint of every epoch needs none, but one that is named has to exist', () => {
    expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5 }'))).toEqual([]);
    expect(found(withCallbacks('{ type: modelCheckpoint, path: a.h5, monitor: f1 }', data))).toEqual([
      '9:59 policy/unknown-monitor modelCheckpoint watches "f1", which no epoch will log',
    ]);
  });
});

describe('paths', () => {
  it.each([
    ['model-{epoch:04d}-{val_loss:.2f}.h5', validated, []],
    ['{epoch}-{batch}-{loss}-{accuracy}-{learning_rate}.h5', data, []],
    ['{colour}.h5', 'variables: { colour: red }', []],
    ['{{literal}}.h5', data, []],
    ['a/b/../c.h5', data, []],
    ['../a.h5', data, ['9:44 policy/path-escapes "../a.h5" leaves the run folder']],
    ['a/../../b.h5', data, ['9:44 policy/path-escapes "a/../../b.h5" leaves the run folder']],
    ['/a.h5', data, ['9:44 policy/path-escapes "/a.h5" leaves the run folder']],
    ['C:a.h5', data, ['9:44 policy/path-escapes "C:a.h5" leaves the run folder']],
    ['..\\\\a.h5', data, ['9:44 policy/path-escapes "..\\a.h5" leaves the run folder']],
    ['{val_loss}.h5', data, ['9:46 policy/path-template nothing is named {val_loss} here']],
    ['{colour}.h5', data, ['9:46 policy/path-template nothing is named {colour} here']],
    [
      '{epcoh:04d}.h5',
      data,
      ['9:46 policy/path-template nothing is named {epcoh} here, did you mean {epoch}?'],
    ],
    [
      'a-{epoch.h5',
      data,
      ['9:47 policy/path-template the "{" is never closed: write "{{" for the character'],
    ],
    ['a}.h5', data, ['9:46 policy/path-template a "}" without its "{": write "}}" for the character']],
    [
      '{}.h5',
      data,
      [
        '9:45 policy/path-template a field without a name: expected {epoch}, a log such as {val_loss}, or a variable',
      ],
    ],
  ])('%s with %j', (path, more, expected) => {
    expect(found(withCallbacks(`{ type: modelCheckpoint, path: "${path}" }`, more))).toEqual(expected);
  });

  it('each of three writers of one file is shown the first', () => {
    const one = '{ type: csvLogger, path: log.csv }';
    const { diagnostics } = checkText(withCallbacks(`${one}, ${one}, { type: csvLogger, path: ./log.csv }`));
    const message = 'csvLogger writes "log.csv", which another callback writes too';
    const related = [{ message: 'it is written here first', range: { start: { line: 9, column: 38 } } }];
    expect(diagnostics).toMatchObject([
      { code: 'policy/same-path', message, range: { start: { line: 9, column: 74 } }, related },
      { message: message.replace('log', './log'), range: { start: { line: 9, column: 110 } }, related },
    ]);
  });
});

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
])('a variable is not named %s', (name) => {
  expect(found(specText({ more: `variables: { ${name}: 1 }` }))).toEqual([
    `9:14 policy/reserved-variable a variable may not be named "${name}": paths use that name for a log or a counter`,
  ]);
});

/** Advice on this spec, notes included: `line:column severity code message`. */
const advice = (text: string) =>
  checkText(text).diagnostics.map(
    ({ severity, code, message, range: { start } }) =>
      `${start.line}:${start.column} ${severity} ${code.replace('policy/', '')} ${message}`,
  );

describe('the last activation yields what the loss takes', () => {
  const network = (last: string, loss: string, classes = 10) =>
    specText({
      classes: `classes: ${classes}`,
      blocks: `blocks:\n  - { type: flatten }\n  - { name: out, type: dense, units: classes${last} }`,
      training: `training: { loss: ${loss} }`,
    });
  const sum =
    'loss-activation categoricalCrossentropy takes probabilities that add up to 1, but the network ends in';
  const each =
    'loss-activation binaryCrossentropy takes a probability for each class, but the network ends in';

  it.each<[string, string, string[]]>([
    [', activation: softmax', 'categoricalCrossentropy', []],
    [', activation: softmax', '{ type: categoricalCrossentropy, labelSmoothing: 0.1 }', []],
    [', activation: sigmoid', 'binaryCrossentropy', []],
    [', activation: hardSigmoid', 'binaryCrossentropy', []],
    ['', 'meanSquaredError', []],
    [', activation: sigmoid', 'categoricalCrossentropy', [`7:59 warning ${sum} activation "sigmoid"`]],
    ['', 'categoricalCrossentropy', [`7:24 warning ${sum} dense "out" without an activation`]],
    [', batchNorm: true, bias: false', 'categoricalCrossentropy', [`7:24 warning ${sum} batchNorm "out"`]],
    [', activation: tanh', 'binaryCrossentropy', [`7:59 warning ${each} activation "tanh"`]],
    [
      ', activation: softmax',
      'binaryCrossentropy',
      [
        '8:19 warning loss-activation binaryCrossentropy judges each class by itself, but softmax makes the 10 classes share one probability',
      ],
    ],
    [
      ', activation: softmax',
      'meanSquaredError',
      [
        '8:19 note slow-loss meanSquaredError behind softmax learns slowly from images that are surely wrong: their gradient vanishes',
      ],
    ],
  ])('%s with %s', (last, loss, expected) => {
    expect(advice(network(last, loss))).toEqual(expected);
  });

  it('softmax over two classes is as good as sigmoid', () => {
    expect(advice(network(', activation: softmax', 'binaryCrossentropy', 2))).toEqual([]);
  });

  it('a global mean of softmax, and a flattened one, are probabilities', () => {
    for (const type of ['globalAveragePool', 'averagePool, size: 32 }\n  - { type: flatten']) {
      const blocks = `blocks:\n  - { type: conv, filters: classes, kernel: 1, activation: softmax }\n  - { type: ${type} }`;
      expect(advice(specText({ blocks }))).toEqual([]);
    }
  });

  it.each([
    [', activation: sigmoid', 'softmax'],
    ['', undefined],
  ])('after "%s" suggests %s', (last, suggestion) => {
    const [diagnostic] = checkText(network(last, 'categoricalCrossentropy')).diagnostics;
    expect(diagnostic?.suggestion?.text).toBe(suggestion);
  });

  it('is not judged behind a block that is not understood', () => {
    const blocks = 'blocks: [{ type: flatten }, { type: dense, units: classes, activation: softmx }]';
    expect(advice(specText({ blocks }))).toHaveLength(1);
  });
});

describe('metrics', () => {
  it.each<[string, string[]]>([
    ['classes: 6', []],
    [
      'classes: 5',
      [
        '9:33 warning trivial-metric topKAccuracy is always 1: the right one of 5 classes is among the first 5',
      ],
    ],
  ])('topKAccuracy with %s', (classes, expected) => {
    expect(
      advice(specText({ classes, training: 'training: { metrics: [accuracy, topKAccuracy] }' })),
    ).toEqual(expected);
  });

  it('named twice', () => {
    expect(advice(specText({ training: 'training: { metrics: [accuracy, accuracy] }' }))).toEqual([
      '9:33 warning duplicate-metric the metric "accuracy" stands in the list already',
    ]);
  });

  it('acc is accuracy', () => {
    const { diagnostics } = checkText(specText({ training: 'training: { metrics: [acc] }' }));
    expect(diagnostics).toMatchObject([{ code: 'spec/unknown-value', suggestion: { text: 'accuracy' } }]);
  });
});

describe('a callback that waits can act before training ends', () => {
  const waits = (type: string, epochs: number, total: string) =>
    `warning idle-callback ${type} can never act: it waits for ${epochs} epochs, and ${total}`;
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
});

describe('one callback decides about the learning rate', () => {
  const schema = z.strictObject({});
  const scheduler: CallbackKind = {
    type: 'schedule',
    schema,
    setsLearningRate: 'everyEpoch',
    create: () => ({ state: () => ({}), restore: () => undefined }),
  };
  const plateau = (monitor: string) => `{ type: reduceLROnPlateau, monitor: ${monitor}, patience: 3 }`;
  const both = (a: string, b: string) =>
    `${a} and ${b} both set the learning rate: a schedule overwrites it every epoch`;
  it.each<[string[], string[]]>([
    [[plateau('loss'), plateau('accuracy')], []],
    [[plateau('loss'), plateau('loss')], ['two callbacks lower the learning rate when "loss" stands still']],
    [['{ type: schedule }'], []],
    [['{ type: schedule }', plateau('loss')], [both('reduceLROnPlateau', 'schedule')]],
    [[plateau('loss'), '{ type: schedule }'], [both('schedule', 'reduceLROnPlateau')]],
    [['{ type: schedule }', '{ type: schedule }'], [both('schedule', 'schedule')]],
  ])('%j', (callbacks, expected) => {
    const text = specText({ callbacks: `callbacks: [${callbacks.join(', ')}]` });
    const vocabulary = vocabularyWith([{ callbacks: { schedule: scheduler } }]);
    const { diagnostics } = checkSpec(new SourceFile('spec.yaml', text), vocabulary);
    expect(diagnostics.map(({ code }) => code)).toEqual(expected.map(() => 'policy/learning-rate-conflict'));
    expect(diagnostics.map(({ message }) => message)).toEqual(expected);
  });
});

it('paths are judged with the variables filled in', () => {
  const callbacks = [
    'callbacks:',
    "  - { type: modelCheckpoint, path: '{up}/x.h5', monitor: loss }",
    "  - { type: modelCheckpoint, path: '{name}.h5', monitor: loss }",
    '  - { type: modelCheckpoint, path: one.h5, monitor: loss }',
  ].join('\n');
  expect(found(specText({ variables: "variables: { up: '../..', name: one }", callbacks }))).toEqual([
    '11:36 policy/path-escapes "{up}/x.h5", which is "../../x.h5", leaves the run folder',
    '13:36 policy/same-path modelCheckpoint writes "one.h5", which another callback writes too',
  ]);
});
