// Trains a network with a custom layer, saves it, and loads it again.
// Run it with: node examples/custom-layer.mjs [run folder]
import { buildFromSpec, loadClassifier, validateSpec } from 'convspec';
import plugin from './plugins/filter-response-norm.mjs';
import { stripes } from './stripes.mjs';

const [out = 'runs/custom-layer'] = process.argv.slice(2);
const plugins = [plugin];

// In the spec, it is a block like any other, with claims, defaults and `from`.
const yaml = `version: 1
name: custom-layer
input: { shape: [8, 8, 1], rescale: 1/255 }
classes: [lying, standing]
defaults: { conv: { kernel: 3, padding: same, bias: false } }
blocks:
  - { name: conv1, type: conv, filters: 8 }
  - { name: norm1, type: filterResponseNorm, expect: { output: [8, 8, 8], params: 24 } }
  - { name: conv2, type: conv, filters: 8 }
  - { name: norm2, type: filterResponseNorm, epsilon: 1.0e-5 }
  - { name: pool, type: globalMaxPool }
  - { name: output, type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam, learningRate: 0.02 }, metrics: [accuracy], epochs: 3, batchSize: 16, seed: 1 }
`;

// The checker validates its options and computes its shapes and costs.
const misspelled = await validateSpec({ yaml: yaml.replace('epsilon:', 'epsilom:') }, { plugins });
console.log(misspelled.diagnostics.map(({ message }) => message).join('\n'));

const { plan, train } = await buildFromSpec({ yaml }, { plugins });
const run = await train({ out, overwrite: true, data: { train: stripes(256), validation: stripes(64, 2) } });
const { history } = await run.result;
console.log(`${plan.totals.params} parameters, accuracy ${history.at(-1).logs.val_accuracy.toFixed(2)}`);
run.engine.dispose();

// A saved model contains its spec, so loading it requires the plugin too.
const classifier = await loadClassifier(out, { plugins });
const image = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8H0z"/><path d="M0 3h8v1H0z" fill="#fff"/></svg>',
);
const [best] = await classifier.classify(image);
console.log(`the loaded model sees a ${best.class} stripe`);
classifier.dispose();
