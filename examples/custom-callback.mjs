// Stops a run with a custom callback.
// Run it with: node examples/custom-callback.mjs [run folder]
import { buildFromSpec, defineSpec } from 'convspec';
import plugin from './plugins/time-budget.mjs';
import { stripes } from './stripes.mjs';

const [out = 'runs/custom-callback'] = process.argv.slice(2);

const spec = (minutes) =>
  defineSpec({
    version: 1,
    name: 'custom-callback',
    input: { shape: [8, 8, 1], rescale: '1/255' },
    classes: ['lying', 'standing'],
    blocks: [
      { type: 'conv', filters: 4, kernel: 3, activation: 'relu' },
      { type: 'globalMaxPool' },
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
    training: { optimizer: { type: 'adam', learningRate: 0.02 }, epochs: 5, batchSize: 32, seed: 1 },
    callbacks: [{ type: 'timeBudget', minutes }],
  });

const data = { train: stripes(256) };

// An epoch takes longer than these six milliseconds, so the run stops after the first one.
const { train } = await buildFromSpec(spec(0.0001), { plugins: [plugin] });
const run = await train({ out, overwrite: true, data });
const { history, stopReason } = await run.result;
console.log(`${history.length} of 5 epochs: ${stopReason}`);
run.engine.dispose();

// The checker validates the options of the callback like those of built-in ones.
const broken = await buildFromSpec(spec(-1), { plugins: [plugin] }).catch((error) => error);
console.log(broken.diagnostics[0].message);
