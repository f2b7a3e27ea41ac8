import { z } from 'zod';
import {
  type ConstraintSpec,
  type InitializerSpec,
  plainInitializerNames,
  type RegularizerSpec,
} from '../../layers/weight-spec';

import { nameOrOptions, nonNegative, positive, probability } from '../scalars';

const finite = z.number();

/** Replaces the error "expected a mapping" where a bare name is also valid. */
const mappingError = (expected: string) => ({
  error: ({ code }: { readonly code?: string | undefined }) =>
    code === 'invalid_type' ? `expected ${expected}` : undefined,
});

/** An initializer by its name, or as `{ type, … }` with its options. Defaults are those of Keras. */
const initializer = nameOrOptions(
  z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal(plainInitializerNames) }),
      z.strictObject({
        type: z.literal('constant'),
        value: finite.default(0).describe('Value of all weights.'),
      }),
      z.strictObject({
        type: z.literal(['randomNormal', 'truncatedNormal']),
        mean: finite.default(0).describe('Mean of the values.'),
        stddev: nonNegative.default(0.05).describe('Standard deviation before truncation.'),
      }),
      z.strictObject({
        type: z.literal('randomUniform'),
        minval: finite.default(-0.05).describe('Lower bound of the values.'),
        maxval: finite.default(0.05).describe('Upper bound of the values.'),
      }),
      z.strictObject({
        type: z.literal('orthogonal'),
        gain: finite.default(1).describe('Factor to multiply the orthogonal matrix by.'),
      }),
      z.strictObject({
        type: z.literal('varianceScaling'),
        scale: positive
          .default(1)
          .describe('Scale of the variance, which is divided by the number selected by `mode`.'),
        mode: z
          .enum(['fanIn', 'fanOut', 'fanAvg'])
          .default('fanIn')
          .describe(
            'What to divide the variance by: the number of inputs of a unit, of outputs, or their mean.',
          ),
        distribution: z
          .enum(['truncatedNormal', 'untruncatedNormal', 'uniform'])
          .default('truncatedNormal')
          .describe('Distribution of the values.'),
      }),
    ],
    mappingError('the name of an initializer, or a mapping with its "type" and options'),
  ),
);

/** An initializer for weights that may have a single axis. */
export const vectorInitializer = initializer.refine(
  (value) => typeof value === 'string' || value.type !== 'orthogonal',
  { error: 'expected an initializer other than orthogonal, which needs a matrix' },
);

/** `{ l1, l2 }`, at least one of them; `false` for none. */
const regularizer = z.union(
  [
    z.literal(false),
    z
      .strictObject({
        l1: nonNegative.optional().describe('Factor of the sum of absolute values (default: 0).'),
        l2: nonNegative.optional().describe('Factor of the sum of squares (default: 0).'),
      })
      .refine((factors) => Object.keys(factors).length > 0, {
        error: 'expected l1, l2 or both',
        when: ({ issues }) => issues.length === 0,
      })
      .transform(({ l1 = 0, l2 = 0 }): RegularizerSpec => ({ l1, l2 })),
  ],
  { error: 'expected { l1, l2 }, or false' },
);

/** A constraint by its name, or as `{ type, … }` with its options; `false` for none. Defaults are those of Keras. */
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
            maxValue: nonNegative.default(2).describe('Largest norm of the weights of a unit.'),
          }),
          z
            .strictObject({
              type: z.literal('minMaxNorm'),
              minValue: nonNegative.default(0).describe('Smallest norm of the weights of a unit.'),
              maxValue: nonNegative.default(1).describe('Largest norm of the weights of a unit.'),
              rate: probability
                .default(1)
                .describe('Fraction of the distance to the bound that each update corrects.'),
            })
            .refine(({ minValue, maxValue }) => minValue <= maxValue, {
              path: ['minValue'],
              error: ({ input }) =>
                `expected at most maxValue, which is ${(input as { maxValue: number }).maxValue}`,
            }),
        ],
        mappingError('the name of a constraint, or a mapping with its "type" and options'),
      ),
    ),
  ],
  { error: 'expected the name of a constraint, a mapping with its "type" and options, or false' },
);

export const kernelOptions = {
  kernelInitializer: initializer.prefault('glorotUniform').describe('Initial values of the kernel.'),
  kernelRegularizer: regularizer.prefault(false).describe('Penalty on the kernel that is added to the loss.'),
  kernelConstraint: constraint
    .prefault(false)
    .describe('Constraint applied to the kernel after every update.'),
};

export const depthwiseOptions = {
  depthwiseInitializer: initializer
    .prefault('glorotUniform')
    .describe('Initial values of the depthwise kernel.'),
  depthwiseRegularizer: regularizer
    .prefault(false)
    .describe('Penalty on the depthwise kernel that is added to the loss.'),
  depthwiseConstraint: constraint
    .prefault(false)
    .describe('Constraint applied to the depthwise kernel after every update.'),
};

export const pointwiseOptions = {
  pointwiseInitializer: initializer
    .prefault('glorotUniform')
    .describe('Initial values of the pointwise kernel.'),
  pointwiseRegularizer: regularizer
    .prefault(false)
    .describe('Penalty on the pointwise kernel that is added to the loss.'),
  pointwiseConstraint: constraint
    .prefault(false)
    .describe('Constraint applied to the pointwise kernel after every update.'),
};

export const biasOptions = {
  bias: z.boolean().default(true).describe('Whether to add a bias to each output.'),
  biasInitializer: vectorInitializer.prefault('zeros').describe('Initial values of the bias.'),
  biasRegularizer: regularizer.prefault(false).describe('Penalty on the bias that is added to the loss.'),
  biasConstraint: constraint.prefault(false).describe('Constraint applied to the bias after every update.'),
};

/** Weight options in the form that layers use. */
type LayerOptions<O> = {
  [K in keyof O]: K extends `${string}Initializer`
    ? InitializerSpec
    : K extends `${string}Regularizer`
      ? RegularizerSpec | null
      : K extends `${string}Constraint`
        ? ConstraintSpec | null
        : O[K];
};

/** Converts block options to layer options: bare names of initializers and constraints to `{ type }`, `false` to `null`. */
export function layerOptions<O extends object>(options: O): LayerOptions<O> {
  const entries = Object.entries(options).map(([key, value]) => {
    if (!/(Initializer|Regularizer|Constraint)$/.test(key)) return [key, value];
    return [key, typeof value === 'string' ? { type: value } : value === false ? null : value];
  });
  return Object.fromEntries(entries) as LayerOptions<O>;
}
