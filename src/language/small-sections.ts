import { z } from 'zod';
import { ignorableCodes } from '../base/diagnostics/ignore';
import type { ClassesSpec } from './model-spec';
import { maxSize, recordOf } from './scalars';

/** The section `classes`: the number of classes, or their names in the order of the network's outputs. */
export const classesSchema = z
  .union([z.int().min(2).max(maxSize), z.array(z.string().min(1)).min(2).readonly()], {
    error: 'expected the number of classes (2 or more), or the list of their names',
  })
  .superRefine((classes, context) => {
    if (typeof classes === 'number') return;
    const names = new Set<string>();
    const twice = classes.findIndex((name) => names.size === names.add(name).size);
    if (twice >= 0)
      context.addIssue({
        code: 'custom',
        path: [twice],
        message: `the class "${classes[twice]}" is listed twice`,
      });
  })
  .transform(
    (classes): ClassesSpec =>
      typeof classes === 'number'
        ? { count: classes, names: null }
        : { count: classes.length, names: classes },
  )
  .describe('The number of classes, or their names in the order of the outputs.');

/** The section `variables`: values for use in paths, by name. */
export const variablesSchema = recordOf(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'expected a name that starts with a letter or "_" and contains only letters, digits and "_"',
  }),
  z
    .union([z.string(), z.number(), z.boolean()], { error: 'expected a string, a number, true or false' })
    .transform(String),
).describe('Values by name, for use in the paths of callbacks as {name}.');

/** The section `ignore`, for editors. The checker reports more about a code that cannot be ignored. */
export const ignoreSchema = z
  .array(z.enum(ignorableCodes))
  .describe('Codes of warnings and notes to ignore, such as regularity/dropped-rows.');
