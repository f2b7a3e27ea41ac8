import fc from 'fast-check';
import { activationNames } from '../../src/layers/layer';
import { plainInitializerNames } from '../../src/layers/weight-spec';

type Options = Readonly<Record<string, unknown>>;
/** Creates blocks whose names, if they need any, end with a number. */
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

const normParts = { epsilon: positive, center: fc.boolean(), scale: fc.boolean() };
const batchNorm = fc.oneof(fc.boolean(), some({ momentum: share, ...normParts }));

const named = (type: string, options: Readonly<Record<string, fc.Arbitrary<unknown>>> = {}) =>
  fc.oneof(
    fc.constant(type),
    some(options).map((given) => ({ type, ...given })),
  );
const value = fc.double({ min: -1, max: 1, noNaN: true });
const vectorInitializer = fc.oneof(
  fc.constantFrom(...plainInitializerNames),
  named('zeros'),
  named('constant', { value }),
  named('randomNormal', { mean: value, stddev: positive }),
  named('truncatedNormal', { mean: value, stddev: positive }),
  named('randomUniform', { minval: value, maxval: value }),
  named('varianceScaling', {
    scale: positive,
    mode: fc.constantFrom('fanIn', 'fanOut', 'fanAvg'),
    distribution: fc.constantFrom('truncatedNormal', 'untruncatedNormal', 'uniform'),
  }),
);
const initializer = fc.oneof(vectorInitializer, named('orthogonal', { gain: value }));
const regularizer = fc.oneof(
  fc.constant(false),
  fc.record({ l1: share, l2: share }, { requiredKeys: ['l1'] }),
  fc.record({ l2: share }),
);
const constraint = fc.oneof(
  fc.constant(false),
  named('maxNorm', { maxValue: positive }),
  named('minMaxNorm', { minValue: share, rate: share }),
  fc
    .tuple(share, positive)
    .map(([a, b]) => ({ type: 'minMaxNorm', minValue: Math.min(a, b), maxValue: Math.max(a, b) })),
  named('nonNegative'),
  named('unitNorm'),
);
const weightOptions = (name: string, values: fc.Arbitrary<unknown> = initializer) => ({
  [`${name}Initializer`]: values,
  [`${name}Regularizer`]: regularizer,
  [`${name}Constraint`]: constraint,
});
const kernelOptions = weightOptions('kernel');
const depthwiseOptions = weightOptions('depthwise');
const biasOptions = { bias: fc.boolean(), ...weightOptions('bias', vectorInitializer) };

const activationFunction = fc.oneof(
  fc.constantFrom(...activationNames),
  named('leakyReLU', { slope: share }),
  named('elu', { alpha: positive }),
);
const preluOptions = { alphaInitializer: vectorInitializer, shared: fc.boolean() };
const freezable = { trainable: fc.boolean() };
const common = {
  ...freezable,
  activation: fc.oneof(activationFunction, named('prelu', preluOptions)),
  batchNorm,
  dropout: share,
};
const denseOptions = { ...common, ...kernelOptions, ...biasOptions };
const poolParts = { size, stride: size };

const tail = {
  ...common,
  pool: fc.oneof(
    fc.constant(false),
    fc.constant(1),
    fc.record(
      { type: fc.constantFrom('max', 'average'), padding: same, ...poolParts },
      { requiredKeys: ['padding'] },
    ),
  ),
  order: fc.shuffledSubarray(['conv', 'batchNorm', 'activation', 'pool', 'dropout'], { minLength: 5 }),
};
const filters = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant('classes'));
const depthMultiplier = fc.integer({ min: 1, max: 2 });

/** Options of a conv block whose padded windows fit everywhere. */
const convOptions = fc
  .tuple(
    fc.record({ filters, kernel: size, padding: same }),
    some({ ...tail, ...kernelOptions, ...biasOptions, stride: size, dilation: size }),
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

const depthwiseConvOptions = fc
  .tuple(
    fc.record({ kernel: size, padding: same }),
    some({ ...tail, ...depthwiseOptions, ...biasOptions, depthMultiplier, stride: size, dilation: size }),
  )
  .map(([required, optional]): Options => ({ ...required, ...optional }));

const separableConvOptions = fc
  .tuple(depthwiseConvOptions, fc.record({ filters }), some(weightOptions('pointwise')))
  .map((parts): Options => Object.assign({}, ...parts));

const one = fc.constant(1);
const borders = (most: number) => {
  const cells = fc.integer({ min: 0, max: most });
  return fc.oneof(cells, fc.tuple(cells, cells), fc.tuple(fc.tuple(cells, cells), fc.tuple(cells, cells)));
};

/** A block with options of its kind; `required` ones are always present. */
const block = (
  type: string,
  options: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  required: Options = {},
): fc.Arbitrary<Options> => some(options).map((given) => ({ type, ...required, ...given }));

/** A block from any feature map to a feature map, which is at most slightly larger. */
const mapBlock: fc.Arbitrary<Options> = fc.oneof(
  { weight: 4, arbitrary: convOptions.map((options) => ({ type: 'conv', ...options })) },
  { weight: 2, arbitrary: depthwiseConvOptions.map((options) => ({ type: 'depthwiseConv', ...options })) },
  { weight: 2, arbitrary: separableConvOptions.map((options) => ({ type: 'separableConv', ...options })) },
  {
    weight: 2,
    arbitrary: block(
      'convTranspose',
      { ...tail, ...kernelOptions, ...biasOptions, padding: same, stride: one, dilation: one },
      { filters: 2, kernel: 3 },
    ),
  },
  fc.constantFrom('maxPool', 'averagePool').chain((type) => block(type, poolParts, { padding: 'same' })),
  block('batchNorm', { momentum: share, ...normParts, ...freezable }),
  block('layerNorm', { ...normParts, ...freezable }),
  activationFunction.map((name) => ({ type: 'activation', function: name })),
  block('prelu', { ...preluOptions, ...freezable }),
  fc.constantFrom('dropout', 'spatialDropout').chain((type) => share.map((rate) => ({ type, rate }))),
  block('zeroPadding', { padding: borders(2) }),
  fc.constant({ type: 'cropping', cropping: 0 }),
  block('upsampling', {
    size: fc.constantFrom(1, [1, 1]),
    interpolation: fc.constantFrom('nearest', 'bilinear'),
  }),
);

/** Two blocks with the same shape after a stem, merged again. */
const fork: fc.Arbitrary<Blocks> = fc
  .tuple(fc.constantFrom('add', 'multiply', 'concat'), convOptions)
  .map(([type, options]) => (number) => [
    { name: `stem${number}`, type: 'activation', function: 'relu' },
    { name: `left${number}`, type: 'conv', ...options },
    { name: `right${number}`, type: 'conv', from: `stem${number}`, ...options },
    { name: `merge${number}`, type, from: [`left${number}`, `right${number}`] },
  ]);

/** A feature map, padded and cropped again, or weighted per channel (Hu et al. 2018). */
const padded: fc.Arbitrary<Blocks> = borders(3).map((border) => () => [
  { type: 'zeroPadding', padding: border },
  { type: 'cropping', cropping: border },
]);
const weighted: fc.Arbitrary<Blocks> = fc
  .constantFrom('globalMaxPool', 'globalAveragePool')
  .map((type) => (number) => [
    { name: `map${number}`, type: 'activation', function: 'relu' },
    { name: `channels${number}`, type, keepDimensions: true },
    { name: `weighted${number}`, type: 'multiply', from: [`map${number}`, `channels${number}`] },
  ]);

const mapBlocks: fc.Arbitrary<Blocks> = fc.oneof(
  {
    weight: 6,
    arbitrary: mapBlock.map(
      (only): Blocks =>
        () => [only],
    ),
  },
  { weight: 2, arbitrary: fork },
  { weight: 1, arbitrary: padded },
  { weight: 1, arbitrary: weighted },
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
    fc.constantFrom(
      { type: 'flatten' },
      { type: 'reshape', shape: [-1] },
      { type: 'globalMaxPool', keepDimensions: false },
      { type: 'globalAveragePool' },
    ),
    fc.array(
      some(denseOptions).map((options) => ({ type: 'dense', units: 3, ...options })),
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
