import { z } from 'zod';
import { counted } from '../base/text/words';
import { arithmetic, positive, positiveInt } from './scalars';

const rescale = z
  .union([z.number(), z.string()], { error: 'expected a number or a fraction such as 1/255' })
  .transform((value, context) => {
    const factor = typeof value === 'number' ? value : arithmetic(value);
    if (factor !== undefined && Number.isFinite(factor) && factor !== 0) return factor;
    context.addIssue({
      code: 'custom',
      message: 'expected a number other than 0, or a fraction such as 1/255',
    });
    return z.NEVER;
  });

/**
 * The input of the network, and how images are converted to it. All preprocessing is defined here: training,
 * evaluation, prediction and exported files use the same section. A pixel of 0 … 255 becomes
 * `(pixel · rescale − mean) / std`, channel by channel.
 */
export const inputSchema = z
  .strictObject({
    shape: z
      .tuple([positiveInt, positiveInt, positiveInt], { error: 'expected [height, width, channels]' })
      .readonly()
      .describe('Shape of an image, in pixels: [height, width, channels].'),
    color: z
      .enum(['rgb', 'grayscale'])
      .optional()
      .describe('How to read images (default: depends on the number of channels).'),
    resize: z
      .enum(['fill', 'cover', 'contain'])
      .default('fill')
      .describe(
        'How to fit an image of another size: stretch it (fill), crop it (cover), or add borders (contain).',
      ),
    rescale: rescale
      .prefault(1)
      .describe('Factor for pixels of 0 to 255: a number, or a fraction such as 1/255.'),
    mean: z
      .array(z.number())
      .readonly()
      .optional()
      .describe('Values to subtract from each channel after rescaling (default: 0).'),
    std: z
      .array(positive)
      .readonly()
      .optional()
      .describe('Values to divide each channel by after subtracting the mean (default: 1).'),
  })
  .transform(({ shape, color, mean, std, ...rest }, context): InputSpec => {
    const channels = shape[2];
    const inferred = channels === 1 ? ('grayscale' as const) : ('rgb' as const);
    const chosen = color ?? inferred;
    const expected = chosen === 'grayscale' ? 1 : 3;
    if (channels !== expected) {
      context.addIssue({
        code: 'custom',
        path: ['shape', 2],
        message:
          color === undefined
            ? `expected 3 channels (rgb) or 1 (grayscale), received ${channels}`
            : `expected ${counted(expected, 'channel')} for color: ${chosen}, received ${channels}`,
      });
    }
    for (const [key, values] of [['mean', mean] as const, ['std', std] as const]) {
      if (values && values.length !== channels) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `expected ${counted(channels, 'number')}, one per channel, received ${values.length}`,
        });
      }
    }
    return {
      shape,
      color: chosen,
      ...rest,
      mean: mean ?? new Array<number>(channels).fill(0),
      std: std ?? new Array<number>(channels).fill(1),
    };
  })
  .describe('The input of the network, and how images are converted to it: (pixel · rescale − mean) / std.');

/** The section `input`, with every default explicit. */
export interface InputSpec {
  /** `[height, width, channels]` of an image, in pixels. */
  readonly shape: readonly [number, number, number];
  /** How images are read. */
  readonly color: 'rgb' | 'grayscale';
  /** How an image of another size is made to fit: stretched, cropped, or with borders. */
  readonly resize: 'fill' | 'cover' | 'contain';
  /** Factor of each pixel of 0 to 255. */
  readonly rescale: number;
  /** Subtracted from each channel after rescaling. */
  readonly mean: readonly number[];
  /** What each channel is divided by after that. */
  readonly std: readonly number[];
}
