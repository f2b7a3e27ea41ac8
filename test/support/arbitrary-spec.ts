import fc from 'fast-check';
import { activationNames, initializerNames } from '../../src/layers/layer';

type Options = Readonly<Record<string, unknown>>;
/** Blocks whose names, where they need any, end in a number. */
type Blocks = (number: number) => readonly Options[];

const size = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
);
const share = fc.double({ min: 0, max: 0.99, noNaN: true });
const positive = fc.double({ min: 1e-9, max: 1, noNaN: true });
const same = fc.constant('same');
const word = fc.oneof(
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/),
  fc.constantFrom('true', 'null', 'no', '3', '1e5', '~', ' a: b', '# c', "it's", '"q"', '{x}', '日本', '-'),
);
const some = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc.record(model, { requiredKeys: [] });

const batchNorm = fc.oneof(
  fc.boolean(),
  some({ momentum: share, epsilon: positive, center: fc.boolean(), scale: fc.boolean() }),
);
const common = {
  activation: fc.constantFrom(...activationNames),
  batchNorm,
  dropout: share,
  bias: fc.boolean(),
  kernelInitializer: fc.constantFrom(...initializerNames),
  biasInitializer: fc.constantFrom(...initializerNames),
};
const poolParts = { size, stride: size };

/** Options of a conv block whose windows fit everywhere: they are padded. */
const convOptions = fc
  .tuple(
    fc.record({
      filters: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant('classes')),
      kernel: size,
      padding: same,
    }),
    some({
      ...common,
      stride: size,
      dilation: size,
      pool: fc.oneof(
        fc.constant(false),
        fc.constant(1),
        fc.record(
          { type: fc.constantFrom('max', 'average'), padding: same, ...poolParts },
          { requiredKeys: ['padding'] },
        ),
      ),
      order: fc.shuffledSubarray(['conv', 'batchNorm', 'activation', 'pool', 'dropout'], { minLength: 5 }),
    }),
  )
  .map(([required, optional]): Options => {
    // A convolution has a stride or a dilation, not both.
    const { dilation, ...withoutDilation } = optional;
    return {
      ...required,
      ...withoutDilation,
      ...(dilation === undefined || 'stride' in optional ? {} : { dilation }),
    };
  });

/** A block that takes a feature map and yields one, whatever its size. */
const mapBlock: fc.Arbitrary<Options> = fc.oneof(
  { weight: 4, arbitrary: convOptions.map((options) => ({ type: 'conv', ...options })) },
  fc
    .tuple(fc.constantFrom('maxPool', 'averagePool'), some(poolParts))
    .map(([type, options]) => ({ type, padding: 'same', ...options })),
  some({ momentum: share, epsilon: positive, center: fc.boolean() }).map((options) => ({
    type: 'batchNorm',
    ...options,
  })),
  fc.constantFrom(...activationNames).map((name) => ({ type: 'activation', function: name })),
  share.map((rate) => ({ type: 'dropout', rate })),
);

/** Two blocks of one shape behind a stem, merged again. */
const fork: fc.Arbitrary<Blocks> = fc
  .tuple(fc.constantFrom('add', 'concat'), convOptions)
  .map(([type, options]) => (number) => [
    { name: `stem${number}`, type: 'activation', function: 'relu' },
    { name: `left${number}`, type: 'conv', ...options },
    { name: `right${number}`, type: 'conv', from: `stem${number}`, ...options },
    { name: `merge${number}`, type, from: [`left${number}`, `right${number}`] },
  ]);

const mapBlocks: fc.Arbitrary<Blocks> = fc.oneof(
  mapBlock.map((block) => () => [block]),
  fork,
);

const training = some({
  backend: fc.constantFrom('auto', 'wasm', ['webgpu', 'cpu']),
  optimizer: fc.oneof(
    fc.constantFrom('sgd', 'adam', 'rmsprop'),
    fc.record({ type: fc.constant('sgd'), learningRate: positive, momentum: share, nesterov: fc.boolean() }),
    fc.record({ type: fc.constant('adam'), beta1: share, epsilon: positive }),
  ),
  loss: fc.oneof(
    fc.constantFrom('categoricalCrossentropy', 'meanSquaredError'),
    fc.record({ type: fc.constant('binaryCrossentropy'), labelSmoothing: share }),
  ),
  metrics: fc.subarray(['accuracy', 'topKAccuracy']),
  epochs: fc.integer({ min: 1, max: 500 }),
  batchSize: fc.integer({ min: 1, max: 500 }),
  seed: fc.nat(),
});

const callbacks = fc.subarray([
  { type: 'terminateOnNaN' },
  { type: 'csvLogger', path: 'log.csv' },
  { type: 'tensorBoard', logDir: 'logs' },
  { type: 'earlyStopping', monitor: 'loss', patience: 3, baseline: 0.5 },
  { type: 'reduceLROnPlateau', monitor: 'val_loss', factor: 0.25 },
  { type: 'modelCheckpoint', path: 'model-{epoch:04d}-{colour}.h5', saveBestOnly: true, monitor: 'val_loss' },
  { type: 'modelCheckpoint', path: 'every/{batch}.h5', saveFrequency: 20, keepLast: 2 },
]);

const data = fc.record({
  train: fc.record(
    {
      directory: word.filter((text) => text !== ''),
      augment: some({ flip: fc.boolean(), rotation: fc.integer({ min: 0, max: 180 }), shift: share }),
    },
    { requiredKeys: ['directory'] },
  ),
  validation: fc.oneof(
    fc.record({ split: fc.double({ min: 0.01, max: 0.99, noNaN: true }) }),
    fc.record({ directory: fc.constant('val') }),
  ),
});

/** Specs that are valid by construction, as plain objects: every kind of block and every section. */
export const arbitrarySpec = fc
  .tuple(
    fc.array(mapBlocks, { maxLength: 5 }),
    fc.constantFrom({ type: 'flatten' }, { type: 'globalMaxPool' }, { type: 'globalAveragePool' }),
    fc.array(
      some(common).map((options) => ({ type: 'dense', units: 3, ...options })),
      { maxLength: 2 },
    ),
    fc.oneof(fc.integer({ min: 2, max: 20 }), fc.uniqueArray(word, { minLength: 2, maxLength: 4 })),
    fc.record(
      {
        shape: fc.tuple(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 40 }),
          fc.constantFrom(1, 3),
        ),
        rescale: fc.constantFrom('1/255', 2, 0.1),
        resize: fc.constantFrom('fill', 'cover'),
      },
      { requiredKeys: ['shape'] },
    ),
    some({ training, data }),
    callbacks,
    word,
  )
  .map(([maps, flat, dense, classes, input, sections, policy, colour]) => ({
    version: 1,
    name: 'net',
    variables: { colour },
    input,
    classes,
    blocks: [
      ...maps.flatMap((blocks, i) => blocks(i)),
      flat,
      ...dense,
      { type: 'dense', units: 'classes', activation: 'softmax' },
    ],
    callbacks: policy,
    ...sections,
  }));
