// Trains on a custom backend, which reports where the time was spent.
// Run it with: node examples/custom-backend.mjs [run folder]
import { buildFromSpec, defineSpec } from 'convspec';
import { timedBackend, timesText } from './plugins/timed-backend.mjs';
import { stripes } from './stripes.mjs';

const [out = 'runs/custom-backend'] = process.argv.slice(2);

const spec = defineSpec({
  version: 1,
  name: 'custom-backend',
  input: { shape: [8, 8, 1], rescale: '1/255' },
  classes: ['lying', 'standing'],
  blocks: [
    { type: 'conv', filters: 8, kernel: 3, activation: 'relu' },
    { type: 'globalMaxPool' },
    { type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  // A spec can select it by name, like any other backend; `auto` would try it before the built-in ones.
  training: {
    backend: 'timed',
    optimizer: { type: 'adam', learningRate: 0.02 },
    metrics: ['accuracy'],
    epochs: 5,
    batchSize: 32,
    seed: 1,
  },
});

const timed = timedBackend((times) => console.log(timesText(times)));
const { backend, train } = await buildFromSpec(spec, { plugins: [{ backends: { timed } }] });
console.log(`on ${backend.name}: ${backend.device}`);
const run = await train({ out, overwrite: true, data: { train: stripes(256), validation: stripes(64, 2) } });
const { history } = await run.result;
console.log(`validation accuracy ${history.at(-1).logs.val_accuracy.toFixed(2)}`);
run.engine.dispose();
