// Trains a network with a kind of layer of one's own, saves it, and loads it again.
// Run it with: node examples/custom-layer.mjs [run folder]
import { fileURLToPath } from 'node:url';
import { buildFromSpec, loadClassifier, validateSpec } from 'convspec';
import plugin from './plugins/filter-response-norm.mjs';

const [out = 'runs/custom-layer'] = process.argv.slice(2);
const images = fileURLToPath(new URL('data/icons-12', import.meta.url));
const plugins = [plugin];

// In the spec it is a block like any other: with claims, defaults and `from`.
const yaml = `version: 1
name: custom-layer
input: { shape: [16, 16, 1], rescale: 1/255 }
classes: 12
defaults: { conv: { kernel: 3, padding: same, bias: false } }
blocks:
  - { name: conv1, type: conv, filters: 8 }
  - { name: norm1, type: filterResponseNorm, expect: { output: [16, 16, 8], params: 24 } }
  - { name: conv2, type: conv, filters: 16, stride: 2 }
  - { name: norm2, type: filterResponseNorm, epsilon: 1.0e-5 }
  - { name: pool, type: globalAveragePool }
  - { name: output, type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam, learningRate: 0.01 }, metrics: [accuracy], epochs: 1, batchSize: 16, seed: 1 }
data: { train: { directory: ${images}/train }, validation: { directory: ${images}/validation } }
`;

// The checker knows its options, its shapes and what it costs.
const misspelt = await validateSpec({ yaml: yaml.replace('epsilon:', 'epsilom:') }, { plugins });
console.log(misspelt.diagnostics.map(({ message }) => message).join('\n'));

const { plan, train } = await buildFromSpec({ yaml }, { plugins });
console.log(`${plan.totals.params} parameters`);
const run = await train({ out, overwrite: true });
const { history } = await run.result;
console.log(`loss ${history[0].logs.loss.toFixed(3)}`);
run.engine.dispose();

// A saved model holds its spec, so that it needs the plugin too.
const classifier = await loadClassifier(out, { plugins });
const [best] = await classifier.classify(`${images}/validation/bell/bi--bell.png`);
console.log(`loaded again: ${best.class} at ${(100 * best.probability).toFixed(0)} %`);
classifier.dispose();
