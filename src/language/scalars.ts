import { z } from 'zod';

/** The largest size that the language accepts for one dimension; larger ones are almost certainly mistakes. */
export const maxSize = 1_000_000;

export const positiveInt = z.int().min(1).max(maxSize);
export const nonNegativeInt = z.int().min(0).max(maxSize);
export const probability = z.number().min(0).max(1);
export const positive = z.number().positive();
export const nonNegative = z.number().min(0);

/** A learning rate, which optimizers store as float32. */
export const learningRate = positive.refine(
  (rate) => Math.fround(rate) > 0 && Number.isFinite(Math.fround(rate)),
  {
    error: 'expected a learning rate that is neither 0 nor infinite in float32: from 1e-45 to 3.4e38',
    when: ({ issues }) => issues.length === 0,
  },
);

/** `[height, width]`, or one number for both. */
export const pair = z
  .union([positiveInt, z.tuple([positiveInt, positiveInt])], {
    error: 'expected a positive whole number, or two as [height, width]',
  })
  .transform((size): readonly [number, number] => (typeof size === 'number' ? [size, size] : size));

/** A mapping with arbitrary keys. Rejects the key `__proto__`, which zod ignores. */
export function recordOf<K extends z.ZodType<string, string>, V extends z.ZodType>(key: K, value: V) {
  return z.preprocess(
    (raw, context) => {
      if (typeof raw === 'object' && raw !== null && Object.hasOwn(raw, '__proto__'))
        context.addIssue({
          code: 'custom',
          path: ['__proto__'],
          message: '"__proto__" is reserved in JavaScript: choose another name',
        });
      return raw;
    },
    z.record(key, value),
  );
}

/** Matches a number, or numbers joined by `*`, `×` and `/`: `1/255`, `384×3×3×512`. */
export const arithmeticPattern = /^\s*\d+(\.\d+)?(\s*[*×/]\s*\d+(\.\d+)?)+\s*$/;

/** Evaluates text that {@link arithmeticPattern} matches, from left to right; `undefined` for other text. */
export function arithmetic(text: string): number | undefined {
  if (!arithmeticPattern.test(text)) return undefined;
  const [first, ...rest] = text.split(/([*×/])/).map((part) => part.trim());
  let value = Number(first);
  for (let i = 0; i + 1 < rest.length; i += 2) {
    const operand = Number(rest[i + 1]);
    value = rest[i] === '/' ? value / operand : value * operand;
  }
  return Number.isFinite(value) ? value : undefined;
}

/** Names of specs, blocks and templates. Keras does not allow slashes in layer names, and file systems allow even less. */
export const nameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, {
  error: 'expected a name that starts with a letter or digit and contains only letters, digits, "_" and "-"',
});

type Kinds = z.ZodDiscriminatedUnion<readonly z.ZodObject<{ type: z.ZodLiteral<string> }>[], 'type'>;

/**
 * A mapping discriminated by `type` that may be written as the bare name of its type: `optimizer: adam`. The JSON
 * schema gets the names from `bareNames`.
 */
export function named<S extends Kinds>(schema: S): z.ZodType<z.output<S>, z.output<S>['type'] | z.input<S>> {
  const bareNames = schema.options.flatMap((option) => [...option.shape.type.values]);
  return z
    .preprocess((value) => (typeof value === 'string' ? { type: value } : value), schema)
    .meta({ bareNames }) as unknown as z.ZodType<z.output<S>, z.output<S>['type'] | z.input<S>>;
}

/** The bare name for a type without options; any other type is unchanged. */
type Shortest<T extends { readonly type: string }> = T extends unknown
  ? Exclude<keyof T, 'type'> extends never
    ? T['type']
    : T
  : never;

/** Like {@link named}, but a type without options always results in its bare name. */
export function nameOrOptions<S extends Kinds>(
  schema: S,
): z.ZodType<Shortest<z.output<S>>, z.output<S>['type'] | z.input<S>> {
  return named(schema).transform(
    (value) => (Object.keys(value).length === 1 ? value.type : value) as Shortest<z.output<S>>,
  ) as unknown as z.ZodType<Shortest<z.output<S>>, z.output<S>['type'] | z.input<S>>;
}
