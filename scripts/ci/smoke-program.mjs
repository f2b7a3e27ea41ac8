/**
 * What smoke-node.mjs runs on each Node: trains a tiny network on one backend twice, once without a break and once
 * interrupted in its second epoch and resumed, and prints digests of the results as a line of JSON.
 *
 *     node scripts/ci/smoke-program.mjs <backend> <folder for the runs>
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFromSpec, defineSpec } from 'convspec';

const [backend, folder] = process.argv.slice(2);
const directory = fileURLToPath(new URL('../../examples/data/icons-12/validation', import.meta.url));

/** Uses everything that draws random numbers: initializers, dropout, shuffling, a split and augmentation. */
const spec = defineSpec({
  version: 1,
  name: 'smoke',
  input: { shape: [16, 16, 1], rescale: '1/255' },
  classes: 12,
  defaults: { conv: { kernel: 3, padding: 'same', batchNorm: { momentum: 0.9 }, activation: 'relu' } },
  blocks: [
    { name: 'conv1', type: 'conv', filters: 8, pool: 2 },
    { name: 'conv2', type: 'conv', filters: 16, pool: 2, dropout: 0.1 },
    { name: 'pool', type: 'globalAveragePool' },
    { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: { optimizer: { type: 'adam', learningRate: 0.01 }, epochs: 2, batchSize: 32, seed: 1 },
  data: {
    train: { directory, augment: { rotation: 15, shift: 0.1, zoom: 0.2 } },
    validation: { split: 0.2 },
  },
});

/** Trains until the end, or until the second epoch has begun, and returns a digest of the weights and of the history. */
async function train(options, interrupted = false) {
  const { train: start } = await buildFromSpec(spec, { backend });
  const stop = new AbortController();
  const run = await start({ ...options, signal: stop.signal });
  for await (const event of run) {
    if (interrupted && event.type === 'epochStart' && event.epoch === 1) stop.abort();
  }
  const result = await run.result;
  if (result.interrupted !== interrupted) throw new Error(`interrupted: ${result.interrupted}`);

  const weights = createHash('sha256');
  for (const index of run.engine.weights.keys()) {
    const values = await run.engine.readWeight(index);
    weights.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  run.engine.dispose();
  const logs = result.history.map(({ epoch, logs, learningRate }) => ({ epoch, logs, learningRate }));
  return {
    weights: weights.digest('hex').slice(0, 16),
    history: createHash('sha256').update(JSON.stringify(logs)).digest('hex').slice(0, 16),
    loss: result.history.at(-1)?.logs.loss,
  };
}

const whole = await train({ out: join(folder, 'whole') });
await train({ out: join(folder, 'parts') }, true);
const resumed = await train({ out: join(folder, 'parts'), resume: true });
const { validateSpec } = createRequire(import.meta.url)('convspec');
console.log(JSON.stringify({ whole, resumed, commonJs: typeof validateSpec === 'function' }));
