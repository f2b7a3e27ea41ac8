import { z } from 'zod';
import type { ClassesSpec } from './model-spec';
import { maxSize } from './scalars';

/** The section `classes`: how many there are, or their names in the order of the network's outputs. */
export const classesSchema = z
  .union([z.int().min(2).max(maxSize), z.array(z.string().min(1)).min(2).readonly()], {
    error: 'expected the number of classes (2 or more), or the list of their names',
  })
  .superRefine((classes, context) => {
    if (typeof classes === 'number') return;
    const twice = classes.findIndex((name, i) => classes.indexOf(name) < i);
    if (twice >= 0)
      context.addIssue({
        code: 'custom',
        path: [twice],
        message: `the class "${classes[twice]}" stands in the list already`,
      });
  })
  .transform(
    (classes): ClassesSpec =>
      typeof classes === 'number'
        ? { count: classes, names: null }
        : { count: classes.length, names: classes },
  )
  .describe('The number of classes, or their names in the order of the outputs.');
