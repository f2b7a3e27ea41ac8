// Builds a network from a spec written in code, and trains it on the icons in this folder.
// Run it with: node examples/train-from-spec.mjs [epochs] [run folder]
import { fileURLToPath } from 'node:url';
import { buildFromSpec, defineSpec } from 'convspec';

const [epochs = '2', out = 'runs/train-from-spec'] = process.argv.slice(2);
const images = fileURLToPath(new URL('data/icons-12', import.meta.url));

const spec = defineSpec({
  version: 1,
  name: 'train-from-spec',
  input: { shape: [16, 16, 1], rescale: '1/255' },
  classes: 12,
  defaults: { conv: { kernel: 3, padding: 'same', batchNorm: { momentum: 0.9 }, activation: 'relu' } },
  blocks: [
    { name: 'conv1', type: 'conv', filters: 8, pool: 2 },
    { name: 'conv2', type: 'conv', filters: 16, pool: 2, expect: { output: [4, 4, 16] } },
    { name: 'pool', type: 'globalAveragePool' },
    { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: { optimizer: { type: 'adam', learningRate: 0.01 }, metrics: ['accuracy'], seed: 1 },
  callbacks: [{ type: 'modelCheckpoint', path: 'best.h5', monitor: 'val_accuracy', saveBestOnly: true }],
  data: { train: { directory: `${images}/train` }, validation: { directory: `${images}/validation` } },
});

const { model, plan, backend, train } = await buildFromSpec(spec, {
  set: { 'training.epochs': Number(epochs) },
});
console.log(`${plan.name}: ${model.countParams()} parameters, on ${backend.name} (${backend.device})`);

const run = await train({ out, overwrite: true });
for await (const event of run) {
  if (event.type === 'epochEnd') {
    const { loss, val_accuracy: accuracy } = event.logs;
    console.log(
      `epoch ${event.epoch + 1}: loss ${loss.toFixed(3)}, validation accuracy ${accuracy.toFixed(3)}`,
    );
  }
}
const { files } = await run.result;
console.log(`${files.length} files in ${run.folder}`);
run.engine.dispose();
