import { z } from 'zod';
import { arithmetic, arithmeticPattern, maxSize, nonNegativeInt, recordOf } from './scalars';

/** A claimed count: a number, or a product such as `384×3×3×512`. */
export interface ClaimedCount {
  /** The number. */
  readonly value: number;
  /** The original text, if it was written as a product. */
  readonly text?: string;
}

const countError = 'expected a whole number or a product such as 3×3×512';

const count = z
  .union([z.int().min(0), z.string().regex(arithmeticPattern, { error: countError })], { error: countError })
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
    .describe('Claimed output shape: [height, width, channels], or the number of values.'),
  params: count.optional().describe('Claimed number of parameters, trainable and non-trainable.'),
  trainableParams: count.optional().describe('Claimed number of trainable parameters.'),
  nonTrainableParams: count.optional().describe('Claimed number of non-trainable parameters.'),
  macs: count.optional().describe('Claimed number of multiply-adds in the forward pass of one image.'),
};

const source = z.string().min(1).optional().describe('Where the claim comes from; shown if it fails.');

/** Claims that are possible about any block, besides its options. */
export const blockResultClaims = z.strictObject({ source, ...results });
export type BlockResultClaims = z.output<typeof blockResultClaims>;

/** Claims about the whole network. */
export const modelClaimsSchema = z.strictObject({
  source,
  ...results,
  input: z
    .tuple([nonNegativeInt, nonNegativeInt, nonNegativeInt], { error: 'expected [height, width, channels]' })
    .readonly()
    .optional()
    .describe('Claimed input shape: [height, width, channels].'),
  classes: count.optional().describe('Claimed number of classes.'),
  layers: recordOf(z.string(), count)
    .optional()
    .describe('Claimed number of layers of each kind, such as { conv2d: 5, dense: 2 }.'),
});
/** The section `expect`: what an author claims about the whole network. */
export type ModelClaims = z.output<typeof modelClaimsSchema>;
