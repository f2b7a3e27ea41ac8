import { z } from 'zod';
import { named, nonNegative, positive, positiveInt, probability } from './scalars';

const learningRate = positive.describe('Factor of the gradient in one step.');
const epsilon = nonNegative.describe(
  'Added to the root of the mean square, so that nothing is divided by 0.',
);

/** A share below 1: Adam divides by what is left of it. */
const share = z.number().min(0).lt(1);

/** Rates and constants are Keras's defaults. */
const optimizerSchemas = [
  z.strictObject({
    type: z.literal('sgd').describe('Stochastic gradient descent.'),
    learningRate: learningRate.default(0.01),
    momentum: probability.default(0).describe('Share of the step before that is added to each step.'),
    nesterov: z.boolean().default(false).describe('Whether the momentum looks one step ahead.'),
  }),
  z.strictObject({
    type: z.literal('adam').describe('Steps scaled by running means of gradients and of their squares.'),
    learningRate: learningRate.default(0.001),
    beta1: share.default(0.9).describe('Share of the running mean of gradients that a step keeps.'),
    beta2: share.default(0.999).describe('Share of the running mean of squares that a step keeps.'),
    epsilon: epsilon.default(1e-7),
  }),
  z.strictObject({
    type: z.literal('rmsprop').describe('Steps scaled by a running mean of squared gradients.'),
    learningRate: learningRate.default(0.001),
    rho: probability.default(0.9).describe('Share of the running mean of squares that a step keeps.'),
    momentum: probability.default(0).describe('Share of the step before that is added to each step.'),
    epsilon: epsilon.default(1e-7),
  }),
] as const;

const labelSmoothing = probability
  .default(0)
  .describe('Share of each target that is spread evenly over the classes.');

const lossSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z
      .literal('categoricalCrossentropy')
      .describe('For classes that exclude each other, behind softmax.'),
    labelSmoothing,
  }),
  z.strictObject({
    type: z.literal('binaryCrossentropy').describe('For each class by itself, behind sigmoid.'),
    labelSmoothing,
  }),
  z.strictObject({
    type: z.literal('meanSquaredError').describe('Mean squared distance of the scores from 0 and 1.'),
  }),
]);

/** How many classes with the highest scores `topKAccuracy` looks at: Keras's default. */
export const topK = 5;

const metricNames = ['accuracy', 'topKAccuracy'] as const;

export const trainingSchema = z
  .strictObject({
    backend: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1).readonly()], {
        error: 'expected the name of a backend, or a list of names',
      })
      .default('auto')
      .describe(
        'What to train on, by name or as name:device, or several in order of preference; auto takes the first that can.',
      ),
    optimizer: named(z.discriminatedUnion('type', optimizerSchemas))
      .prefault('sgd')
      .describe('How weights follow their gradients, by name or with options; sgd unless given.'),
    loss: named(lossSchema)
      .prefault('categoricalCrossentropy')
      .describe('What training lowers, by name or with options; categoricalCrossentropy unless given.'),
    metrics: z
      .array(z.enum(metricNames))
      .readonly()
      .default(['accuracy'])
      .describe(
        'What is logged beside the loss: accuracy, topKAccuracy (of the 5 highest scores); accuracy unless given.',
      ),
    epochs: positiveInt.default(10).describe('Times that training goes through all images.'),
    batchSize: z
      .union([positiveInt, z.literal('auto')], { error: 'expected auto or a positive whole number' })
      .default(32)
      .describe(
        'Images that are worked through at once, those of one training step unless accumulate is given; auto for the largest power of two that fits into memory.',
      ),
    accumulate: positiveInt
      .default(1)
      .describe('How many times batchSize images one training step takes, with their gradients summed.'),
    seed: z.int().min(0).default(1).describe('Whole number that every random choice of a run follows from.'),
    deterministic: z
      .boolean()
      .default(true)
      .describe(
        'Whether every operation is computed in the same way each time; false lets the backend onnxruntime measure which way is fastest here, so that two runs differ in their last bits.',
      ),
  })
  .describe('How the network is trained.');

/** The section `training`, every default explicit. */
export type TrainingSpec = z.output<typeof trainingSchema>;
/** The section `training` as an author writes it; docs/language.md lists its keys. */
export type TrainingInput = Omit<z.input<typeof trainingSchema>, 'optimizer' | 'loss'> & {
  /** How weights follow their gradients: a name, or options with it; default: `sgd`. */
  readonly optimizer?: OptimizerType | OptimizerInput;
  /** What training minimizes: a name, or options with it; default: `categoricalCrossentropy`. */
  readonly loss?: LossType | LossInput;
};
/** An optimizer as an author writes it; docs/language.md lists its options. */
export type OptimizerInput = z.input<(typeof optimizerSchemas)[number]>;
/** A loss as an author writes it; docs/language.md lists its options. */
export type LossInput = z.input<typeof lossSchema>;
/** An optimizer, every option explicit. */
export type OptimizerSpec = TrainingSpec['optimizer'];
/** Name of an optimizer. */
export type OptimizerType = OptimizerSpec['type'];
/** A loss, every option explicit. */
export type LossSpec = TrainingSpec['loss'];
/** Name of a loss. */
export type LossType = LossSpec['type'];
export type MetricName = TrainingSpec['metrics'][number];

/** Values that an optimizer keeps for each trainable parameter besides the parameter and its gradient. */
export function slotsPerParameter(optimizer: OptimizerSpec): number {
  switch (optimizer.type) {
    case 'sgd':
      return optimizer.momentum > 0 ? 1 : 0;
    case 'adam':
      return 2;
    case 'rmsprop':
      return optimizer.momentum > 0 ? 2 : 1;
  }
}
