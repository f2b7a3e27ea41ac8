import fc from 'fast-check';
import { activationNames } from '../../src/layers/layer';
import { checkText } from './check-file';

type Options = Readonly<Record<string, unknown>>;
type Arbitraries = Readonly<Record<string, fc.Arbitrary<unknown>>>;
/** Creates blocks whose names, if they need any, end with a number. */
type Blocks = (number: number) => readonly Options[];

const pair = (most: number) => {
  const size = fc.integer({ min: 1, max: most });
  return fc.oneof(size, fc.tuple(size, size));
};
const some = (model: Arbitraries): fc.Arbitrary<Options> => fc.record(model, { requiredKeys: [] });
/** A number with few digits, because numbers close to 0 would act like 0. */
const number = (min: number, max: number) =>
  fc.integer({ min: 0, max: 20 }).map((share) => Number((min + ((max - min) * share) / 20).toPrecision(3)));
const padding = fc.constantFrom('same', 'valid');

const activationFunction = fc.oneof(
  fc.constantFrom(...activationNames),
  fc.record({ type: fc.constant('leakyReLU'), slope: number(0, 1) }),
  fc.record({ type: fc.constant('elu'), alpha: number(0.1, 2) }),
);
const slopes = { alphaInitializer: fc.constant({ type: 'randomUniform', minval: -0.5, maxval: 0.5 }) };
const preluOptions = { ...slopes, shared: fc.boolean() };
const normParts = { epsilon: number(1e-3, 0.1), center: fc.boolean(), scale: fc.boolean() };
const batchNormOptions = { momentum: number(0, 1), ...normParts };
const freezable = { trainable: fc.boolean() };

const regularizer = fc.oneof(
  fc.record({ l1: number(0, 0.05), l2: number(0, 0.05) }, { requiredKeys: ['l1'] }),
  fc.record({ l2: number(0, 0.05) }),
);
const constraint = fc.oneof(
  fc.record({ type: fc.constant('maxNorm'), maxValue: number(0.1, 1) }),
  fc
    .tuple(number(0.1, 0.5), number(0.5, 2), number(0, 1))
    .map(([minValue, maxValue, rate]) => ({ type: 'minMaxNorm', minValue, maxValue, rate })),
  fc.constantFrom('nonNegative', 'unitNorm'),
);
const weightOptions = (name: string) => ({
  [`${name}Regularizer`]: regularizer,
  [`${name}Constraint`]: constraint,
});
const biasOptions = {
  bias: fc.boolean(),
  biasInitializer: fc.constant({ type: 'randomUniform', minval: -0.3, maxval: 0.3 }),
  // Without functions of the sign, which is a rounding error if a batch norm cancels the bias.
  biasRegularizer: fc.constant({ l2: 0.03 }),
  biasConstraint: fc.constantFrom({ type: 'maxNorm', maxValue: 0.2 }, 'nonNegative'),
};

const pool = { size: pair(3), stride: pair(3), padding };
const common = {
  ...freezable,
  activation: fc.oneof(
    activationFunction,
    some(preluOptions).map((options) => ({ type: 'prelu', ...options })),
  ),
  batchNorm: fc.oneof(fc.boolean(), some(batchNormOptions)),
  dropout: number(0, 0.99),
};
const tail = {
  ...common,
  ...biasOptions,
  pool: fc.record(
    { type: fc.constantFrom('max', 'average'), ...pool },
    { requiredKeys: ['type', 'size', 'padding'] },
  ),
  order: fc.shuffledSubarray(['conv', 'batchNorm', 'activation', 'pool', 'dropout'], { minLength: 5 }),
};
const filters = fc.integer({ min: 1, max: 5 });
const depthMultiplier = fc.integer({ min: 1, max: 3 });

/** A stride or a dilation; not both for a kernel that mixes channels. */
const steps = fc.oneof(fc.constant({}), fc.record({ stride: pair(4) }), fc.record({ dilation: pair(3) }));
const convolution = (type: string, required: Arbitraries, optional: Arbitraries): fc.Arbitrary<Options> =>
  fc
    .tuple(fc.record({ kernel: pair(5), ...required }), some({ padding, ...tail, ...optional }), steps)
    .map((parts) => Object.assign({ type }, ...parts));
const conv = convolution('conv', { filters }, weightOptions('kernel'));
const block = (type: string, options: Arbitraries = {}, required: Options = {}): fc.Arbitrary<Options> =>
  some(options).map((given) => ({ type, ...required, ...given }));

const cells = fc.integer({ min: 0, max: 2 });
const borders = fc.oneof(
  cells,
  fc.tuple(cells, cells),
  fc.tuple(fc.tuple(cells, cells), fc.tuple(cells, cells)),
);

const mapBlock: fc.Arbitrary<Options> = fc.oneof(
  { weight: 4, arbitrary: conv },
  {
    weight: 2,
    arbitrary: convolution('depthwiseConv', {}, { depthMultiplier, ...weightOptions('depthwise') }),
  },
  {
    weight: 2,
    arbitrary: convolution(
      'separableConv',
      { filters },
      { depthMultiplier, ...weightOptions('depthwise'), ...weightOptions('pointwise') },
    ),
  },
  { weight: 2, arbitrary: convolution('convTranspose', { filters }, weightOptions('kernel')) },
  { weight: 2, arbitrary: fc.constantFrom('maxPool', 'averagePool').chain((type) => block(type, pool)) },
  block('batchNorm', { ...batchNormOptions, ...freezable }),
  block('layerNorm', { ...normParts, ...freezable }),
  activationFunction.map((name) => ({ type: 'activation', function: name })),
  block('prelu', { ...preluOptions, ...freezable }),
  fc.constantFrom('dropout', 'spatialDropout').chain((type) => block(type, {}, { rate: 0.4 })),
  borders.map((padding) => ({ type: 'zeroPadding', padding })),
  borders.map((cropping) => ({ type: 'cropping', cropping })),
  block('upsampling', { size: pair(3), interpolation: fc.constantFrom('nearest', 'bilinear') }),
);

/** Two branches, merged again. */
const fork: fc.Arbitrary<Blocks> = fc
  .tuple(fc.constantFrom('add', 'multiply', 'concat'), conv)
  .map(([type, options]) => (number) => [
    { name: `stem${number}`, type: 'activation', function: 'tanh' },
    { ...options, name: `left${number}` },
    { ...options, name: `right${number}`, from: `stem${number}` },
    { name: `merge${number}`, type, from: [`left${number}`, `right${number}`] },
  ]);
/** A skip connection around one block, or around none. */
const residual: fc.Arbitrary<Blocks> = fc
  .tuple(fc.constantFrom('add', 'multiply', 'concat'), fc.option(mapBlock), fc.boolean())
  .map(([type, between, twice]) => (number) => [
    { name: `stem${number}`, type: 'activation', function: 'tanh' },
    ...(between ? [{ ...between, name: `way${number}` }] : []),
    {
      name: `merge${number}`,
      type,
      from: [
        between ? `way${number}` : `stem${number}`,
        `stem${number}`,
        ...(twice ? [`stem${number}`] : []),
      ],
    },
  ]);
/** Channels weighted by one value each (Hu et al. 2018). */
const weighted: fc.Arbitrary<Blocks> = fc
  .constantFrom('globalMaxPool', 'globalAveragePool')
  .map((type) => (number) => [
    { name: `map${number}`, type: 'activation', function: 'softsign' },
    { name: `channels${number}`, type, keepDimensions: true },
    { name: `weighted${number}`, type: 'multiply', from: [`map${number}`, `channels${number}`] },
  ]);
/** A reshape, and back to a feature map. */
const reshaped: fc.Arbitrary<Blocks> = fc
  .constantFrom([1, 1, -1], [-1, 1, 1], [1, -1, 1], [2, -1, 2], [-1, 2, 3])
  .map((shape) => () => [
    { type: 'reshape', shape: [-1] },
    { type: 'reshape', shape },
  ]);
const alone = mapBlock.map(
  (only): Blocks =>
    () => [only],
);
const mapBlocks: fc.Arbitrary<Blocks> = fc.oneof(
  { weight: 6, arbitrary: alone },
  { weight: 2, arbitrary: fork },
  { weight: 2, arbitrary: residual },
  { weight: 1, arbitrary: weighted },
  { weight: 1, arbitrary: reshaped },
);

const vectorBlock: fc.Arbitrary<Options> = fc.oneof(
  {
    weight: 3,
    arbitrary: block('dense', { ...common, ...biasOptions, ...weightOptions('kernel') }, { units: 4 }),
  },
  block('batchNorm', batchNormOptions),
  block('layerNorm', normParts),
  block('prelu', preluOptions),
);

/** Optimizers that do not amplify rounding errors: a gradient that is 0 except for rounding would be divided by itself. */
const epsilon = number(0.05, 1);
const learningRate = number(1e-3, 0.05);
const optimizer = fc.oneof(
  fc.record({
    type: fc.constant('sgd'),
    learningRate,
    momentum: fc.constantFrom(0, 0.5, 1),
    nesterov: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('adam'),
    learningRate,
    beta1: number(0, 0.99),
    beta2: number(0, 0.99),
    epsilon,
  }),
  fc.record({
    type: fc.constant('rmsprop'),
    learningRate,
    rho: number(0, 1),
    momentum: fc.constantFrom(0, 0.9),
    epsilon,
  }),
);
const labelSmoothing = fc.constantFrom(0, 0.1, 1);
/** A loss with an output activation; logarithms need positive outputs. */
const ends = fc.oneof(
  fc.record({
    loss: fc.record({
      type: fc.constantFrom('categoricalCrossentropy', 'binaryCrossentropy'),
      labelSmoothing,
    }),
    output: fc.constantFrom('softmax', 'sigmoid', 'softplus'),
  }),
  fc.record({
    loss: fc.constant('meanSquaredError'),
    output: fc.constantFrom('softmax', 'sigmoid', 'linear', 'hardSigmoid'),
  }),
);

/** Specs of small networks as JSON, with every kind of block, option, optimizer and loss. */
export const arbitraryNetwork = fc
  .record({
    maps: fc.array(mapBlocks, { minLength: 1, maxLength: 4 }),
    flat: fc.constantFrom(
      { type: 'flatten' },
      { type: 'reshape', shape: [-1] },
      { type: 'globalMaxPool' },
      { type: 'globalAveragePool' },
    ),
    vectors: fc.array(vectorBlock, { maxLength: 2 }),

    classes: fc.integer({ min: 1, max: 7 }),
    shape: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3)),
    end: ends,
    training: fc.record({
      optimizer,
      seed: fc.nat(),
      metrics: fc.subarray(['accuracy', 'topKAccuracy']),
    }),
  })
  .map(({ maps, flat, vectors, end: { loss, output }, classes, shape, training }) => {
    const blocks = [
      ...maps.flatMap((blocks, i) => blocks(i)),
      flat,
      ...vectors,
      { type: 'dense', units: 'classes', activation: output },
    ];
    return JSON.stringify({
      version: 1,
      name: 'net',
      input: { shape },
      classes,
      blocks,
      training: { ...training, loss },
    });
  })
  // Not every window fits into its feature map, and not every merged shape matches.
  .filter((spec) => (checkText(spec).plan?.totals.params ?? Number.POSITIVE_INFINITY) < 20_000);
