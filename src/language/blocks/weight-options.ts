import { z } from 'zod';
import {
  type ConstraintSpec,
  type InitializerSpec,
  plainInitializerNames,
  type RegularizerSpec,
} from '../../layers/weight-spec';

import { nameOrOptions, nonNegative, positive, probability } from '../scalars';

const finite = z.number();

/** Replaces "expected a mapping" where a bare name would do as well. */
const mappingError = (expected: string) => ({
  error: ({ code }: { readonly code?: string | undefined }) =>
    code === 'invalid_type' ? `expected ${expected}` : undefined,
});

/** An initializer by its name, or as `{ type, … }` with its options. Their defaults are Keras's. */
const initializer = nameOrOptions(
  z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal(plainInitializerNames) }),
      z.strictObject({ type: z.literal('constant'), value: finite.default(0).describe('The value.') }),
      z.strictObject({
        type: z.literal(['randomNormal', 'truncatedNormal']),
        mean: finite.default(0).describe('Mean of the values.'),
        stddev: nonNegative.default(0.05).describe('Standard deviation before any cut.'),
      }),
      z.strictObject({
        type: z.literal('randomUniform'),
        minval: finite.default(-0.05).describe('Lower bound of the values.'),
        maxval: finite.default(0.05).describe('Upper bound of the values.'),
      }),
      z.strictObject({
        type: z.literal('orthogonal'),
        gain: finite.default(1).describe('Factor for the orthogonal matrix.'),
      }),
      z.strictObject({
        type: z.literal('varianceScaling'),
        scale: positive.default(1).describe('Variance times the number that `mode` chooses.'),
        mode: z
          .enum(['fanIn', 'fanOut', 'fanAvg'])
          .default('fanIn')
          .describe('Divides the variance by the inputs of a unit, by its outputs, or by their mean.'),
        distribution: z
          .enum(['truncatedNormal', 'untruncatedNormal', 'uniform'])
          .default('truncatedNormal')
          .describe('Distribution of the values.'),
      }),
    ],
    mappingError('the name of an initializer, or a mapping with its "type" and options'),
  ),
);

/** An initializer of a weight that may have a single axis. */
export const vectorInitializer = initializer.refine(
  (value) => typeof value === 'string' || value.type !== 'orthogonal',
  { error: 'expected an initializer of single values (orthogonal needs a matrix)' },
);

/** `{ l1, l2 }`, at least one of them; `false` for none. */
const regularizer = z.union(
  [
    z.literal(false),
    z
      .strictObject({
        l1: nonNegative.optional().describe('Factor of the sum of absolute values. 0 unless given.'),
        l2: nonNegative.optional().describe('Factor of the sum of squares. 0 unless given.'),
      })
      .refine((factors) => Object.keys(factors).length > 0, {
        error: 'expected l1, l2 or both',
        when: ({ issues }) => issues.length === 0,
      })
      .transform(({ l1 = 0, l2 = 0 }): RegularizerSpec => ({ l1, l2 })),
  ],
  { error: 'expected { l1, l2 }, or false' },
);

/** A constraint by its name, or as `{ type, … }` with its options; `false` for none. Defaults are Keras's. */
const constraint = z.union(
  [
    z.literal(false),
    nameOrOptions(
      z.discriminatedUnion(
        'type',
        [
          z.strictObject({ type: z.literal(['nonNegative', 'unitNorm']) }),
          z.strictObject({
            type: z.literal('maxNorm'),
            maxValue: nonNegative.default(2).describe('Largest norm of the weights that lead to one unit.'),
          }),
          z.strictObject({
            type: z.literal('minMaxNorm'),
            minValue: nonNegative.default(0).describe('Smallest norm of the weights that lead to one unit.'),
            maxValue: nonNegative.default(1).describe('Largest norm of the weights that lead to one unit.'),
            rate: probability.default(1).describe('How much of the way to the bound one update goes.'),
          }),
        ],
        mappingError('the name of a constraint, or a mapping with its "type" and options'),
      ),
    ),
  ],
  { error: 'expected the name of a constraint, a mapping with its "type" and options, or false' },
);

export const kernelOptions = {
  kernelInitializer: initializer.prefault('glorotUniform').describe('How the kernel gets its first values.'),
  kernelRegularizer: regularizer.prefault(false).describe('What the kernel adds to the loss.'),
  kernelConstraint: constraint.prefault(false).describe('What the kernel obeys after every update.'),
};

export const depthwiseOptions = {
  depthwiseInitializer: initializer
    .prefault('glorotUniform')
    .describe('How the depthwise kernel gets its first values.'),
  depthwiseRegularizer: regularizer.prefault(false).describe('What the depthwise kernel adds to the loss.'),
  depthwiseConstraint: constraint
    .prefault(false)
    .describe('What the depthwise kernel obeys after every update.'),
};

export const pointwiseOptions = {
  pointwiseInitializer: initializer
    .prefault('glorotUniform')
    .describe('How the pointwise kernel gets its first values.'),
  pointwiseRegularizer: regularizer.prefault(false).describe('What the pointwise kernel adds to the loss.'),
  pointwiseConstraint: constraint
    .prefault(false)
    .describe('What the pointwise kernel obeys after every update.'),
};

export const biasOptions = {
  bias: z.boolean().default(true).describe('Whether each output has a bias.'),
  biasInitializer: vectorInitializer.prefault('zeros').describe('How the bias gets its first values.'),
  biasRegularizer: regularizer.prefault(false).describe('What the bias adds to the loss.'),
  biasConstraint: constraint.prefault(false).describe('What the bias obeys after every update.'),
};

/** Options of weights as layers take them. */
type LayerOptions<O> = {
  [K in keyof O]: K extends `${string}Initializer`
    ? InitializerSpec
    : K extends `${string}Regularizer`
      ? RegularizerSpec | null
      : K extends `${string}Constraint`
        ? ConstraintSpec | null
        : O[K];
};

/** Options of a block with each bare name of an initializer or constraint as `{ type }`, and `null` for none. */
export function layerOptions<O extends object>(options: O): LayerOptions<O> {
  const entries = Object.entries(options).map(([key, value]) => {
    if (!/(Initializer|Regularizer|Constraint)$/.test(key)) return [key, value];
    return [key, typeof value === 'string' ? { type: value } : value === false ? null : value];
  });
  return Object.fromEntries(entries) as LayerOptions<O>;
}
