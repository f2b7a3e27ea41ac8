/**
 * Training speed of a spec on `wasm` beside tfjs's own `cpu` backend, in one run. Build first (`npm run build`), then
 *
 *   node bench/train-step.mjs [spec = specs/convnet-12class.yaml] [batchSize = 32] [steps = 3]
 *
 * `cpu` gets one step of one image: the 12-class network takes it more than a minute.
 */
import * as tf from '@tensorflow/tfjs-core';
import { buildFromSpec } from 'convspec';

const spec = process.argv[2] ?? 'specs/convnet-12class.yaml';
const batchSize = Number(process.argv[3] ?? 32);
const steps = Number(process.argv[4] ?? 3);

const wasm = await measure('wasm', batchSize, steps);
const cpu = await measure('cpu', 1, 1);
console.log(`wasm is ${Math.round(wasm / cpu)} times as fast as cpu`);

/** Images per second of training; one step on `wasm` goes before to warm up. */
async function measure(backend, size, count) {
  const { model, plan, backend: chosen } = await buildFromSpec(spec, { backend });
  await tf.setBackend(backend);
  const x = tf.randomUniform([size, ...plan.input.shape]);
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: size }, (_, i) => i % plan.classCount),
      'int32',
    ),
    plan.classCount,
  );
  if (backend === 'wasm') await model.trainOnBatch(x, y);
  const begin = performance.now();
  for (let step = 0; step < count; step++) await model.trainOnBatch(x, y);
  const seconds = (performance.now() - begin) / 1000;
  const rate = (size * count) / seconds;
  console.log(`${backend} (${chosen.device}): ${rate.toPrecision(3)} images/s at batch ${size}`);
  tf.dispose([x, y]);
  model.dispose();
  return rate;
}
