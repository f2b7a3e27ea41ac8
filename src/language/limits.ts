import { z } from 'zod';
import { arithmetic } from './scalars';

const countUnits = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const byteUnits = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Creates the schema of a positive whole amount: a number, a product such as `4*1024`, or a number with a unit. */
function amount(units: Readonly<Record<string, number>>, error: string) {
  const withUnit = new RegExp(`^\\s*(\\d+(?:\\.\\d+)?)\\s*(${Object.keys(units).join('|')})\\s*$`);
  const pattern = new RegExp(`${withUnit.source}|^\\s*\\d+(\\s*[*×]\\s*\\d+)+\\s*$`);
  return z
    .union([z.int().min(1), z.string().regex(pattern, { error })], { error })
    .transform((written, context): number => {
      const [, number, unit = ''] = withUnit.exec(String(written)) ?? [];
      const value =
        typeof written === 'number'
          ? written
          : number === undefined
            ? arithmetic(written)
            : Number(number) * (units[unit] ?? 1);
      if (value !== undefined && value >= 1 && Number.isSafeInteger(Math.floor(value)))
        return Math.floor(value);
      context.addIssue({ code: 'custom', message: error });
      return z.NEVER;
    });
}

const countAmount = amount(
  countUnits,
  'expected a whole number, a product such as 4*1024, or a count such as 5M or 1.5G',
);
const byteAmount = amount(
  byteUnits,
  'expected a number of bytes, a product such as 4*1024, or a size such as 100 MB or 512 MiB',
);

/** The section `limits`: upper bounds of the network's cost. Exceeding one is an error. */
export const limitsSchema = z
  .strictObject({
    params: countAmount
      .optional()
      .describe('Largest number of parameters, trainable and non-trainable: a number, a product, or 5M.'),
    macs: countAmount
      .optional()
      .describe(
        'Largest number of multiply-adds in the forward pass of one image: a number, a product, or 1.5G.',
      ),
    activationMemory: byteAmount
      .optional()
      .describe(
        'Largest total size of all layer outputs in the forward pass of one image, in float32: a number of bytes, a product, or 512 MiB.',
      ),
    modelSize: byteAmount
      .optional()
      .describe(
        'Largest size of the weights, at 4 bytes per parameter: a number of bytes, a product, or 100 MB.',
      ),
  })
  .describe('Upper bounds of the cost of the network (default: none).');

/** Counts and bytes, with units converted. */
export type LimitsSpec = z.output<typeof limitsSchema>;
