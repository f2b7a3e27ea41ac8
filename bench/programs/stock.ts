/**
 * Times stock TensorFlow.js on a model file: `stock <model.json> <cpu|wasm|tensorflow> <train|predict> <batch size>
 * <least seconds>`. This process does not load convspec.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { syntheticBatch, timeSteps } from './time-steps';

const [path = '', name = '', mode = 'train', size = '1', seconds = '1'] = process.argv.slice(2);
const packages: Record<string, string> = {
  cpu: '@tensorflow/tfjs-backend-cpu',
  wasm: '@tensorflow/tfjs-backend-wasm',
  tensorflow: '@tensorflow/tfjs-node',
};
// Uses `require`, which respects NODE_PATH, as convspec does.
createRequire(import.meta.url)(packages[name] ?? name);
await tf.setBackend(name);
await tf.ready();

const file = JSON.parse(readFileSync(path, 'utf8'));
const weightFile = readFileSync(join(dirname(path), file.weightsManifest[0].paths[0]));
const model = await tfl.loadLayersModel(
  tf.io.fromMemory({
    modelTopology: file.modelTopology,
    weightSpecs: file.weightsManifest[0].weights,
    weightData: weightFile.buffer.slice(weightFile.byteOffset, weightFile.byteOffset + weightFile.byteLength),
  }),
);
model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy' });
const shape = (model.inputs[0]?.shape ?? []).slice(1).map(Number);
const classes = Number(model.outputs[0]?.shape.at(-1));
const batch = syntheticBatch(
  Number(size),
  shape.reduce((a, b) => a * b, 1),
  classes,
);
const x = tf.tensor(batch.x, [batch.size, ...shape]);
const y = tf.tensor2d(batch.y, [batch.size, classes]);
const step =
  mode === 'train'
    ? () => model.trainOnBatch(x, y)
    : async () => {
        const scores = model.predictOnBatch(x) as tf.Tensor;
        await scores.data();
        scores.dispose();
      };
const timed = await timeSteps(step, { size: batch.size, seconds: Number(seconds), device: name });
process.stdout.write(`${JSON.stringify(timed)}\n`);
