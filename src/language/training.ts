import { z } from 'zod';
import { named, nonNegative, positiveInt, probability, learningRate as rate } from './scalars';

const learningRate = rate.describe('Learning rate: factor of each update.');
const epsilon = nonNegative.describe(
  'Small constant added to the root of the mean square, to avoid division by zero.',
);

/** A fraction below 1, because Adam divides by the remainder. */
const share = z.number().min(0).lt(1);

/** Defaults are those of Keras. */
const optimizerSchemas = [
  z.strictObject({
    type: z.literal('sgd').describe('Stochastic gradient descent.'),
    learningRate: learningRate.default(0.01),
    momentum: probability
      .default(0)
      .describe('Fraction of the previous update that is added to each update.'),
    nesterov: z.boolean().default(false).describe('Whether to use Nesterov momentum.'),
  }),
  z.strictObject({
    type: z.literal('adam').describe('Updates based on running means of gradients and their squares.'),
    learningRate: learningRate.default(0.001),
    beta1: share.default(0.9).describe('Decay of the running mean of gradients per step.'),
    beta2: share.default(0.999).describe('Decay of the running mean of squared gradients per step.'),
    epsilon: epsilon.default(1e-7),
  }),
  z.strictObject({
    type: z.literal('rmsprop').describe('Updates scaled by a running mean of squared gradients.'),
    learningRate: learningRate.default(0.001),
    rho: probability.default(0.9).describe('Decay of the running mean of squared gradients per step.'),
    momentum: probability
      .default(0)
      .describe('Fraction of the previous update that is added to each update.'),
    epsilon: epsilon.default(1e-7),
  }),
] as const;

const labelSmoothing = probability
  .default(0)
  .describe('Fraction of each target that is distributed evenly over all classes.');

const lossSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('categoricalCrossentropy').describe('For mutually exclusive classes, with softmax.'),
    labelSmoothing,
  }),
  z.strictObject({
    type: z.literal('binaryCrossentropy').describe('For independent classes, with sigmoid.'),
    labelSmoothing,
  }),
  z.strictObject({
    type: z
      .literal('meanSquaredError')
      .describe('Mean squared difference between scores and targets of 0 and 1.'),
  }),
]);

/** Number of highest scores that `topKAccuracy` considers: Keras's default. */
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
        'Backend to train on, as name or name:device, or a list in order of preference; auto uses the first that can train the network.',
      ),
    optimizer: named(z.discriminatedUnion('type', optimizerSchemas))
      .prefault('sgd')
      .describe('The optimizer, by name or with options.'),
    loss: named(lossSchema)
      .prefault('categoricalCrossentropy')
      .describe('The loss, by name or with options.'),
    metrics: z
      .array(z.enum(metricNames))
      .readonly()
      .default(['accuracy'])
      .describe('Metrics to log in addition to the loss: accuracy, topKAccuracy (of the 5 highest scores).'),
    epochs: positiveInt.default(10).describe('Number of passes over all training images.'),
    batchSize: z
      .union([positiveInt, z.literal('auto')], { error: 'expected auto or a positive whole number' })
      .default(32)
      .describe(
        'Number of images processed together; one training step uses one such batch, or several with accumulate. auto chooses the largest power of two that fits into memory.',
      ),
    accumulate: positiveInt
      .default(1)
      .describe(
        'Number of batches of batchSize whose gradients are summed per training step; the last step of an epoch may have fewer.',
      ),
    seed: z.int().min(0).default(1).describe('Seed of all random choices in a run.'),
    deterministic: z
      .boolean()
      .default(true)
      .describe(
        'Whether every operation uses the same algorithm each time. If false, the backend onnxruntime measures which algorithm is fastest, so two runs may differ in the last bits.',
      ),
  })
  .describe('How the network is trained.');

/** The section `training`, with every default explicit. */
export type TrainingSpec = z.output<typeof trainingSchema>;
/** An optimizer, every option explicit. */
export type OptimizerSpec = TrainingSpec['optimizer'];
/** Name of an optimizer. */
export type OptimizerType = OptimizerSpec['type'];
/** A loss, every option explicit. */
export type LossSpec = TrainingSpec['loss'];
/** Name of a loss. */
export type LossType = LossSpec['type'];
export type MetricName = TrainingSpec['metrics'][number];

/** Returns the number of values that an optimizer stores per trainable parameter, besides the gradient. */
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
