/**
 * Times training steps of the 12-class network (128×128×3, 45 million parameters) on the tfjs `wasm` backend, and the
 * kernels in a step. Build and run it with
 *
 *   npx esbuild bench/kernels.ts --bundle --platform=node --format=esm --packages=external --outfile=/tmp/kernels.mjs
 *   node /tmp/kernels.mjs [batchSize = 32] [steps = 2] [threads = 4] [shapes]
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { nodeWasm } from '../src/hosts/node/wasm/wasm';
import { loadWasm } from '../src/run/backends/wasm/load-wasm';

const batchSize = Number(process.argv[2] ?? 32);
const steps = Number(process.argv[3] ?? 2);

await loadWasm(nodeWasm, { threads: Number(process.argv[4] ?? 4) });
await tf.setBackend('wasm');
const model = network();
model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy' });
const x = tf.randomUniform([batchSize, 128, 128, 3]);
const y = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: batchSize }, (_, i) => i % 12),
    'int32',
  ),
  12,
);

await model.trainOnBatch(x, y);
for (let step = 0; step < steps; step++) {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  await model.trainOnBatch(x, y);
  const seconds = (performance.now() - begin) / 1000;
  // On a busy machine, CPU time with one thread is more meaningful than wall time.
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `step ${step}: ${seconds.toFixed(2)} s, ${(batchSize / seconds).toFixed(2)} images/s,`,
    `${((user + system) / 1e6).toFixed(2)} s of CPU time, ${tf.memory().numTensors} tensors`,
  );
}

tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', false);
const { kernels } = await tf.profile(async () => {
  const loss = await model.trainOnBatch(x, y);
  return tf.scalar(Number(loss));
});
const totals = new Map<string, { calls: number; ms: number }>();
for (const { name, kernelTimeMs } of kernels) {
  const total = totals.get(name) ?? { calls: 0, ms: 0 };
  totals.set(name, { calls: total.calls + 1, ms: total.ms + Number(await kernelTimeMs) });
}
for (const [name, { calls, ms }] of [...totals].sort((a, b) => b[1].ms - a[1].ms).slice(0, 25)) {
  console.log(`${name.padEnd(28)} ${String(calls).padStart(4)} calls ${ms.toFixed(0).padStart(7)} ms`);
}
if (process.argv[5] === 'shapes') {
  for (const kernel of [...kernels]
    .sort((a, b) => Number(b.kernelTimeMs) - Number(a.kernelTimeMs))
    .slice(0, 40)) {
    const inputs = kernel.inputShapes.map((shape) => `[${shape}]`).join(' ');
    console.log(
      kernel.name.padEnd(24),
      Number(kernel.kernelTimeMs).toFixed(0).padStart(6),
      inputs,
      '->',
      kernel.outputShapes.join(' '),
    );
  }
}

/** The network of the measurements in the docs, built from tfjs's own layers. */
function network(): tfl.LayersModel {
  const blocks: {
    filters: number;
    kernel: number;
    stride?: number;
    poolStride?: number;
    padding?: 'same';
  }[] = [
    { filters: 32, kernel: 9, stride: 2, poolStride: 2 },
    { filters: 64, kernel: 7 },
    { filters: 128, kernel: 3 },
    { filters: 126, kernel: 3 },
    { filters: 384, kernel: 3, stride: 2 },
    { filters: 512, kernel: 3 },
    { filters: 1024, kernel: 3, padding: 'same' },
  ];
  const input = tfl.input({ shape: [128, 128, 3] });
  let last: tfl.SymbolicTensor = input;
  for (const { filters, kernel, stride = 1, poolStride = 1, padding = 'valid' } of blocks) {
    const layers: tfl.layers.Layer[] = [
      tfl.layers.conv2d({ filters, kernelSize: kernel, strides: stride, padding }),
      tfl.layers.reLU(),
      tfl.layers.batchNormalization(),
      tfl.layers.maxPooling2d({ poolSize: 2, strides: poolStride }),
      tfl.layers.dropout({ rate: 0.4 }),
    ];
    for (const layer of layers) last = layer.apply(last) as tfl.SymbolicTensor;
  }
  for (const layer of [
    tfl.layers.flatten(),
    tfl.layers.dense({ units: 4096, activation: 'relu' }),
    tfl.layers.dropout({ rate: 0.5 }),
    tfl.layers.dense({ units: 12, activation: 'softmax' }),
  ]) {
    last = layer.apply(last) as tfl.SymbolicTensor;
  }
  return tfl.model({ inputs: input, outputs: last });
}
