import { z } from 'zod';
import { nonNegative, positive, positiveInt, probability } from './scalars';

/** Rates and constants are Keras's defaults. */
const optimizerSchemas = [
  z.strictObject({
    type: z.literal('sgd'),
    learningRate: positive.default(0.01),
    momentum: probability.default(0),
    nesterov: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('adam'),
    learningRate: positive.default(0.001),
    beta1: probability.default(0.9),
    beta2: probability.default(0.999),
    epsilon: nonNegative.default(1e-7),
  }),
  z.strictObject({
    type: z.literal('rmsprop'),
    learningRate: positive.default(0.001),
    rho: probability.default(0.9),
    momentum: probability.default(0),
    epsilon: nonNegative.default(1e-7),
  }),
] as const;

const lossSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('categoricalCrossentropy'), labelSmoothing: probability.default(0) }),
  z.strictObject({ type: z.literal('binaryCrossentropy'), labelSmoothing: probability.default(0) }),
  z.strictObject({ type: z.literal('meanSquaredError') }),
]);

/** A section that may be written as the bare name of its type: `optimizer: adam`. The JSON schema learns it from `bareNames`. */
function named<S extends z.ZodDiscriminatedUnion<readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[]>>(
  schema: S,
) {
  const bareNames = schema.options.map((option) => option.shape.type.value);
  return z
    .preprocess((value) => (typeof value === 'string' ? { type: value } : value), schema)
    .meta({ bareNames });
}

export const metricNames = ['accuracy', 'topKAccuracy'] as const;

export const trainingSchema = z.strictObject({
  backend: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1).readonly()], {
      error: 'expected the name of a backend, or a list of names',
    })
    .default('auto'),
  optimizer: named(z.discriminatedUnion('type', optimizerSchemas)).prefault('sgd'),
  loss: named(lossSchema).prefault('categoricalCrossentropy'),
  metrics: z.array(z.enum(metricNames)).readonly().default(['accuracy']),
  epochs: positiveInt.default(10),
  batchSize: positiveInt.default(32),
  seed: z.int().min(0).default(1),
});

/** The section `training`, every default explicit. */
export type TrainingSpec = z.output<typeof trainingSchema>;
/** The section as an author writes it. */
export type TrainingInput = Omit<z.input<typeof trainingSchema>, 'optimizer' | 'loss'> & {
  readonly optimizer?: OptimizerType | z.input<(typeof optimizerSchemas)[number]>;
  readonly loss?: LossType | z.input<typeof lossSchema>;
};
export type OptimizerSpec = TrainingSpec['optimizer'];
export type OptimizerType = OptimizerSpec['type'];
export type LossSpec = TrainingSpec['loss'];
export type LossType = LossSpec['type'];
export type MetricName = TrainingSpec['metrics'][number];

/** Values that an optimizer keeps for each trainable parameter besides the parameter and its gradient. */
export const slotsPerParameter: {
  readonly [T in OptimizerType]: (options: Extract<OptimizerSpec, { type: T }>) => number;
} = {
  sgd: ({ momentum }) => (momentum > 0 ? 1 : 0),
  adam: () => 2,
  rmsprop: ({ momentum }) => (momentum > 0 ? 2 : 1),
};
