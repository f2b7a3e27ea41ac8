import { z } from 'zod';
import { arithmetic, arithmeticPattern, maxSize, nonNegativeInt, recordOf } from './scalars';

/** A count that an author claims: a number, or a product such as `384×3×3×512`. */
export interface ClaimedCount {
  /** The number. */
  readonly value: number;
  /** As it was written, where it was written as a product. */
  readonly text?: string;
}

const countWords = 'expected a whole number or a product such as 3×3×512';

const count = z
  .union([z.int().min(0), z.string().regex(arithmeticPattern, { error: countWords })], { error: countWords })
  .transform((written, context): ClaimedCount => {
    if (typeof written === 'number') return { value: written };
    const value = arithmetic(written);
    if (value !== undefined && Number.isSafeInteger(value)) return { value, text: written.trim() };
    context.addIssue({ code: 'custom', message: 'expected a product that is a whole number' });
    return z.NEVER;
  });

const shape = z.union(
  [
    count,
    z
      .array(
        z
          .int()
          .min(0)
          .max(maxSize * maxSize),
      )
      .min(1)
      .max(3)
      .readonly(),
  ],
  {
    error: 'expected [height, width, channels], a number of values, or a product such as 3×3×512',
  },
);

const results = {
  output: shape
    .optional()
    .describe('Claimed output shape: [height, width, channels], or the number of its values.'),
  params: count.optional().describe('Claimed number of parameters, trainable or not.'),
  trainableParams: count.optional().describe('Claimed number of parameters that training changes.'),
  nonTrainableParams: count
    .optional()
    .describe('Claimed number of parameters that training does not change.'),
  macs: count.optional().describe('Claimed number of multiply-adds for one image, forward.'),
};

const source = z.string().min(1).optional().describe('Who says so: shown when the claim does not hold.');

/** What an author may claim about a block beside its options. */
export const blockResultClaims = z.strictObject({ source, ...results });
export type BlockResultClaims = z.output<typeof blockResultClaims>;

/** What an author may claim about the whole network. */
export const modelClaimsSchema = z.strictObject({
  source,
  ...results,
  input: z
    .tuple([nonNegativeInt, nonNegativeInt, nonNegativeInt], { error: 'expected [height, width, channels]' })
    .readonly()
    .optional()
    .describe('Claimed shape of the input: [height, width, channels].'),
  classes: count.optional().describe('Claimed number of classes.'),
  layers: recordOf(z.string(), count)
    .optional()
    .describe('Claimed number of layers by kind, such as { conv2d: 5, dense: 2 }.'),
});
/** The section `expect`: what an author claims about the whole network. */
export type ModelClaims = z.output<typeof modelClaimsSchema>;
