import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { expectParity, useWasm } from './backends';

beforeAll(useWasm);

/** Every kind of layer of a convolutional classifier; dropout drops nothing, so that results are comparable. */
function classifier(): tfl.LayersModel {
  const glorot = (seed: number) => ({ kernelInitializer: tfl.initializers.glorotUniform({ seed }) });
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({ inputShape: [14, 14, 3], filters: 6, kernelSize: 5, strides: 2, ...glorot(1) }),
      tfl.layers.batchNormalization(),
      tfl.layers.reLU(),
      tfl.layers.maxPooling2d({ poolSize: 2, strides: 1 }),
      tfl.layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', ...glorot(2) }),
      tfl.layers.batchNormalization(),
      tfl.layers.reLU(),
      tfl.layers.averagePooling2d({ poolSize: 2 }),
      tfl.layers.dropout({ rate: 1e-7 }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 48, activation: 'relu', ...glorot(3) }),
      tfl.layers.dense({ units: 5, activation: 'softmax', ...glorot(4) }),
    ],
  });
}

/** Trains on one batch three times; returns the losses and the weights, and checks for leaks. */
async function train(backend: string): Promise<{ losses: number[]; weights: Float32Array[] }> {
  await tf.setBackend(backend);
  const model = classifier();
  model.compile({ optimizer: tf.train.momentum(0.05, 0.9), loss: 'categoricalCrossentropy' });
  const x = tf.randomNormal([6, 14, 14, 3], 0, 1, 'float32', 5);
  const y = tf.oneHot(tf.tensor1d([0, 1, 2, 3, 4, 0], 'int32'), 5);
  const losses = [Number(await model.trainOnBatch(x, y))];
  const held = () => [tf.memory().numTensors, tf.backend().numDataIds()];
  const before = held();
  losses.push(Number(await model.trainOnBatch(x, y)), Number(await model.trainOnBatch(x, y)));
  expect(held()).toEqual(before);
  const weights = model.getWeights().map((weight) => weight.dataSync() as Float32Array);
  tf.dispose([x, y]);
  model.dispose();
  return { losses, weights };
}

it('trains a whole network like the cpu backend, without leaks', async () => {
  const expected = await train('cpu');
  const actual = await train('wasm');
  expectParity(actual.losses, expected.losses);
  expect(actual.weights.length).toBe(expected.weights.length);
  for (const [index, weight] of expected.weights.entries()) expectParity(actual.weights[index] ?? [], weight);
});
