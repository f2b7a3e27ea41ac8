import { describe, expect, it } from 'vitest';
import { found } from '../support/check-file';
import { specText } from '../support/spec-text';

describe('one mistake in a section after the blocks, one diagnostic', () => {
  it.each([
    ['training:', '9:10 spec/wrong-type expected a mapping, received nothing'],
    ['training: 3', '9:11 spec/wrong-type expected a mapping, received 3'],
    ['training: { epoch: 3 }', '9:13 spec/unknown-key unknown key "epoch"; did you mean "epochs"?'],
    ['training: { epochs: 0 }', '9:21 spec/out-of-range expected a whole number of at least 1, received 0'],
    ['training: { seed: -1 }', '9:19 spec/out-of-range expected a whole number of at least 0, received -1'],
    [
      'training: { loss: mse }',
      '9:19 spec/unknown-value expected "categoricalCrossentropy", "binaryCrossentropy" or "meanSquaredError", received "mse"',
    ],
    [
      'training: { loss: {} }',
      '9:13 spec/missing-key "loss" is missing "type": expected "categoricalCrossentropy", "binaryCrossentropy" or "meanSquaredError"',
    ],
    [
      'training: { loss: { tpye: meanSquaredError } }',
      '9:21 spec/unknown-key unknown key "tpye"; did you mean "type"?',
    ],
    [
      'training: { loss: { type: meanSquaredErr } }',
      '9:27 spec/unknown-value expected "categoricalCrossentropy", "binaryCrossentropy" or "meanSquaredError", received "meanSquaredErr"',
    ],
    ['training: { optimizer: 3 }', '9:24 spec/wrong-type expected a mapping, received 3'],
    [
      'training: { optimizer: { type: adam, momentum: 0.9 } }',
      '9:38 spec/unknown-key unknown key "momentum"',
    ],
    [
      'training: { optimizer: { type: sgd, learningRate: 0 } }',
      '9:51 spec/out-of-range expected a number more than 0, received 0',
    ],
    ['training: { metrics: accuracy }', '9:22 spec/wrong-type expected a list, received "accuracy"'],
    [
      'training: { metrics: [acc] }',
      '9:23 spec/unknown-value expected "accuracy" or "topKAccuracy", received "acc"',
    ],
    ['training: { backend: [] }', '9:22 spec/out-of-range expected a list of at least 1 item, received []'],
    [
      'callbacks: { type: csvLogger }',
      '9:12 spec/wrong-type expected a list of callbacks, received a mapping with "type"',
    ],
    ['callbacks: [earlyStopping]', '9:13 spec/wrong-type expected a mapping, received "earlyStopping"'],
    [
      'callbacks: [{ tpye: terminateOnNaN }]',
      '9:15 spec/unknown-key unknown key "tpye"; did you mean "type"?',
    ],
    [
      'callbacks: [{ type: terminateOnNan2 }]',
      '9:21 spec/unknown-value expected "csvLogger", "earlyStopping", "learningRateScheduler", "modelCheckpoint", "reduceLROnPlateau", "tensorBoard" or "terminateOnNaN", received "terminateOnNan2"',
    ],
    [
      'callbacks: [{ type: earlyStopping, patiense: 3 }]',
      '9:36 spec/unknown-key unknown key "patiense"; did you mean "patience"?',
    ],
    [
      'callbacks: [{ type: modelCheckpoint }]',
      '9:15 spec/missing-key this callback is missing "path": expected a string',
    ],
    [
      'callbacks: [{ type: modelCheckpoint, path: a.onnx }]',
      '9:44 spec/invalid-value expected a file name that ends in .h5, .weights.h5 or .keras, received "a.onnx"',
    ],
    [
      'callbacks: [{ type: modelCheckpoint, path: a.h5, saveWeightsOnly: true }]',
      '9:44 spec/invalid-value expected a file name that ends in .weights.h5 because saveWeightsOnly is true, received "a.h5"',
    ],
    ['data: images', '9:7 spec/wrong-type expected a mapping, received "images"'],
    ['data: {}', '9:1 spec/missing-key "data" is missing "train": expected a mapping'],
    ['expect: 3', '9:9 spec/wrong-type expected a mapping, received 3'],
    ['expect: { parms: 3 }', '9:11 spec/unknown-key unknown key "parms"; did you mean "params"?'],
    ['expect: { input: [3] }', '9:18 spec/out-of-range expected [height, width, channels], received [3]'],
    [
      'expect: { output: [1, 2, 3, 4] }',
      '9:19 spec/wrong-type expected [height, width, channels], a number of values, or a product such as 3×3×512, received [1, 2, 3, 4]',
    ],
    ['expect: [{ params: -1 }]', '9:20 spec/out-of-range expected a whole number of at least 0, received -1'],
    ['variables: 3', '9:12 spec/wrong-type expected a mapping, received 3'],
    [
      'variables: { a-b: 3 }',
      '9:14 spec/invalid-value expected a name that starts with a letter or "_" and contains only letters, digits and "_", received "a-b"',
    ],
    [
      'variables: { a: [1] }',
      '9:17 spec/wrong-type expected a string, a number, true or false, received [1]',
    ],
    ['defaults: 3', '9:11 spec/wrong-type expected a mapping, received 3'],
    ['defaults: { conv: 3 }', '9:19 spec/wrong-type expected a mapping, received 3'],
    ['defaults: { cnov: {} }', '9:13 spec/unknown-key unknown block type "cnov"; did you mean "conv"?'],
    [
      'defaults: { conv: { paddin: same } }',
      '9:21 spec/unknown-key unknown key "paddin"; did you mean "padding"?',
    ],
    [
      'defaults: { conv: { stride: 0 } }',
      '9:29 spec/out-of-range expected a whole number of at least 1, received 0',
    ],
  ])('%s', (more, expected) => {
    expect(found(specText({ more }))).toEqual([expected]);
  });
});
