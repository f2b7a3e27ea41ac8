/**
 * An example for each section and each type of block. The latter are entries of `blocks`. A test completes each example
 * to a whole spec and checks it.
 */
export const sectionExamples: Readonly<Record<string, string>> = {
  variables: `variables: { color: rgb }
callbacks:
  - { type: modelCheckpoint, path: 'best-{color}-{epoch:04d}.h5' }`,
  input: `input: { shape: [128, 128, 3], resize: contain, rescale: 1/255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }`,
  classes: `classes: [cat, dog, neither]`,
  defaults: `defaults:
  conv: { kernel: 3, padding: same, batchNorm: true, activation: relu }`,
  templates: `defaults: { conv: { bias: false, batchNorm: true, activation: relu } }
templates:
  bottleneck:
    with: { wide: 4 }
    blocks:
      - { name: narrow, type: conv, filters: $filters, kernel: 1 }
      - { name: conv, type: conv, filters: $filters, kernel: 3, padding: same }
      - { name: wide, type: conv, filters: $wide * $filters, kernel: 1, activation: linear }
      - { name: sum, type: add, from: [input, wide] }
      - { name: out, type: activation, function: relu }
blocks:
  - { name: stem, type: conv, filters: 64, kernel: 7, stride: 2, padding: same, pool: 2 }
  - { name: stage1, use: bottleneck, with: { filters: 16 }, repeat: 2, expect: { output: [8, 8, 64] } }
  - { type: globalAveragePool }
  - { type: dense, units: classes, activation: softmax }`,
  expect: `expect:
  - { params: 82154, input: [32, 32, 3], layers: { conv2d: 1, dense: 1 } }
  - { source: the paper, classes: 10, output: 10 }`,
  initialWeights: `initialWeights: { path: runs/first, except: [output] }`,
  training: `training:
  backend: [webgpu, wasm]
  optimizer: { type: sgd, learningRate: 0.01, momentum: 0.9 }
  loss: { type: categoricalCrossentropy, labelSmoothing: 0.1 }
  metrics: [accuracy, topKAccuracy]
  epochs: 40
  batchSize: 64
  seed: 7`,
  callbacks: `callbacks:
  - { type: reduceLROnPlateau, monitor: val_accuracy, patience: 4 }
  - { type: earlyStopping, monitor: val_accuracy, patience: 12, restoreBestWeights: true }`,
  data: `data:
  train:
    directory: photos
    augment: { flip: horizontal, rotation: 15, shift: 0.1, zoom: 0.2 }
  validation: { split: 0.2 }
  classWeights: balanced`,
  limits: `limits: { params: 5M, macs: 600M, activationMemory: 64 MiB, modelSize: 20 MB }`,
  ignore: `ignore: [regularity/dropped-rows]`,
};

/** By type, one or more entries of `blocks` after an input of 32×32×3 and before a classifier. */
export const blockExamples: Readonly<Record<string, string>> = {
  conv: `- { name: conv1, type: conv, filters: 32, kernel: 3, padding: same, batchNorm: true, activation: relu, pool: 2, dropout: 0.2 }`,
  depthwiseConv: `- { type: depthwiseConv, kernel: 3, stride: 2, padding: same, batchNorm: true, activation: relu6 }`,
  separableConv: `- { type: separableConv, filters: 64, kernel: 3, padding: same, activation: relu }`,
  convTranspose: `- { type: convTranspose, filters: 16, kernel: 2, stride: 2, expect: { output: [64, 64, 16] } }`,
  maxPool: `- { type: maxPool, size: 3, stride: 2, padding: same, expect: { output: [16, 16, 3] } }`,
  averagePool: `- { type: averagePool, size: [2, 4] }`,
  globalMaxPool: `- { type: globalMaxPool }`,
  globalAveragePool: `- { type: globalAveragePool, keepDimensions: true, expect: { output: [1, 1, 3] } }`,
  batchNorm: `- { type: batchNorm, momentum: 0.9 }`,
  layerNorm: `- { type: layerNorm, epsilon: 0.000001 }`,
  activation: `- { type: activation, function: { type: leakyReLU, slope: 0.1 } }`,
  prelu: `- { type: prelu, shared: true }`,
  dropout: `- { type: dropout, rate: 0.5 }`,
  spatialDropout: `- { type: spatialDropout, rate: 0.2 }`,
  zeroPadding: `- { type: zeroPadding, padding: [[0, 1], [0, 1]], expect: { output: [33, 33, 3] } }`,
  cropping: `- { type: cropping, cropping: [2, 4], expect: { output: [28, 24, 3] } }`,
  upsampling: `- { type: upsampling, size: 2, interpolation: bilinear }`,
  flatten: `- { type: flatten, expect: { output: 3072 } }`,
  reshape: `- { type: reshape, shape: [16, 64, -1], expect: { output: [16, 64, 3] } }`,
  dense: `- { type: flatten }
- { type: dense, units: 128, activation: relu, kernelRegularizer: { l2: 0.0001 }, dropout: 0.5 }`,
  add: `- { name: a, type: conv, filters: 16, kernel: 3, padding: same, activation: relu }
- { name: b, type: conv, filters: 16, kernel: 3, padding: same, activation: relu }
- { type: add, from: [a, b] }`,
  multiply: `- { name: maps, type: conv, filters: 16, kernel: 3, activation: relu }
- { name: mean, type: globalAveragePool, keepDimensions: true }
- { name: gate, type: conv, filters: 16, kernel: 1, activation: sigmoid }
- { type: multiply, from: [maps, gate] }`,
  concat: `- { name: narrow, type: conv, filters: 8, kernel: 1, activation: relu }
- { name: wide, type: conv, from: input, filters: 8, kernel: 5, padding: same, activation: relu }
- { type: concat, from: [narrow, wide], expect: { output: [32, 32, 16] } }`,
};
