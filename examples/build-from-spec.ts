// Networks from code: a loop creates one spec per width, instead of one YAML file per width. `defineSpec` provides types
// for the editor; the checker finds the problems that types cannot express.
//
// Run it with: npx esbuild examples/build-from-spec.ts --format=esm | node --input-type=module
// With Node 22.18 or later: node examples/build-from-spec.ts
import { buildFromSpec, defineSpec, SpecError } from 'convspec';

const stages = (width: number) =>
  [1, 2, 4].map((factor, i) => ({
    name: `conv${i + 1}`,
    type: 'conv' as const,
    filters: width * factor,
    kernel: 3,
    padding: 'same' as const,
    batchNorm: true,
    activation: 'relu' as const,
    pool: 2,
  }));

const network = (width: number, size: number) =>
  defineSpec({
    version: 1,
    name: `width-${width}`,
    input: { shape: [size, size, 3], rescale: '1/255' },
    classes: ['cat', 'dog', 'bird'],
    blocks: [
      ...stages(width),
      { name: 'pool', type: 'globalAveragePool' },
      { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
    ],
    training: { optimizer: { type: 'adam', learningRate: 0.001 }, seed: 1 },
    // An upper bound for the whole family, instead of an expected number.
    limits: { params: 100_000 },
  });

for (const width of [8, 16, 32]) {
  const { model, plan } = await buildFromSpec(network(width, 32), { backend: 'cpu' });
  // An ordinary LayersModel of TensorFlow.js: compiled, initialized, ready for `fit` and `predict`.
  console.log(
    `${plan.name}: ${plan.totals.params} parameters, ${plan.totals.macs} multiply-adds, ${model.layers.length} layers`,
  );
  model.dispose();
}

// This image is too small for three pools. Every problem is reported with its path in the object.
try {
  await buildFromSpec(network(64, 4));
} catch (error) {
  if (!(error instanceof SpecError)) throw error;
  for (const { path, message } of error.diagnostics) console.log(`${path.join('.')}: ${message}`);
}
