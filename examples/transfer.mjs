// Trains a small network on six classes of icons, freezes its convolutions, and trains a new head for six other classes with
// two images each. For comparison, trains the same network from scratch.
// Run it with: node examples/transfer.mjs [folder for the runs]
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFromSpec, defineSpec } from 'convspec';

const [out = 'runs/transfer'] = process.argv.slice(2);
const images = fileURLToPath(new URL('data/icons-12', import.meta.url));

/** The images of some classes, at most `most` per class, and their class numbers. */
async function imagesOf(part, classes, most = Number.POSITIVE_INFINITY) {
  const x = [];
  const y = [];
  for (const [label, name] of classes.entries()) {
    const files = (await readdir(`${images}/${part}/${name}`)).sort().slice(0, most);
    for (const file of files) {
      x.push(`${images}/${part}/${name}/${file}`);
      y.push(label);
    }
  }
  return { x, y };
}

/** The features are a template, so that a single `trainable: false` freezes all of them. */
const network = (classes, settings = {}) =>
  defineSpec({
    version: 1,
    name: 'transfer',
    input: { shape: [16, 16, 1], rescale: '1/255' },
    classes,
    defaults: { conv: { kernel: 3, padding: 'same', batchNorm: { momentum: 0.9 }, activation: 'relu' } },
    templates: {
      features: {
        blocks: [
          { name: 'conv1', type: 'conv', filters: 16, pool: 2 },
          { name: 'conv2', type: 'conv', filters: 32, pool: 2 },
          { name: 'conv3', type: 'conv', filters: 32 },
        ],
      },
    },
    blocks: [
      { name: 'features', use: 'features', trainable: settings.features ?? true },
      { name: 'flat', type: 'flatten' },
      { name: 'head', type: 'dense', units: 'classes', activation: 'softmax' },
    ],
    ...(settings.from ? { initialWeights: { path: settings.from, except: ['head'] } } : {}),
    training: {
      optimizer: { type: 'adam', learningRate: 0.01 },
      metrics: ['accuracy'],
      epochs: settings.epochs,
      batchSize: 12,
      seed: 1,
    },
  });

async function train(title, spec, classes, most) {
  const { plan, train } = await buildFromSpec(spec);
  const data = {
    train: await imagesOf('train', classes, most),
    validation: await imagesOf('validation', classes, 20),
  };
  const { trainableParams, params } = plan.totals;
  console.log(
    `${title}: ${data.train.x.length} images, ${trainableParams} of ${params} parameters trainable`,
  );
  const run = await train({ out: `${out}/${title}`, overwrite: true, data });
  for await (const event of run) {
    if (event.type === 'message' && event.text.startsWith('initial')) console.log(`  ${event.text}`);
  }
  const { accuracy } = await run.evaluation;
  console.log(`  accuracy on icon sets not trained on: ${accuracy.toFixed(3)}`);
  run.engine.dispose();
  return run.folder;
}

const known = ['bell', 'book', 'camera', 'cloud', 'flag', 'gift'];
const fresh = ['heart', 'home', 'key', 'lock', 'phone', 'star'];
const few = 2;

const base = await train('base', network(known, { epochs: 3 }), known);
const from = resolve(base, 'model.h5');
await train('frozen', network(fresh, { epochs: 15, from, features: false }), fresh, few);
await train('scratch', network(fresh, { epochs: 15 }), fresh, few);
