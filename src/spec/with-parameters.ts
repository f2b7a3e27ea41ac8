import { z } from 'zod';

const parameter = z.string().regex(/\$/).describe('A parameter of the template, or a product with one.');

/** The schema of what stands in a template: wherever a value may stand, a parameter may stand in its place. */
export function withParameters(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional) return withParameters(schema.unwrap()).optional();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return withParameters(schema.unwrap()).optional();
  if (schema instanceof z.ZodReadonly) return withParameters(schema.unwrap());
  if (schema instanceof z.ZodPipe) return withParameters(schema.in);
  const meta = z.globalRegistry.get(schema) ?? {};
  return inside(schema).meta(meta);
}

function inside(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    const options = schema.options.map((option: z.core.$ZodType) => withParameters(option));
    return z.union(options as [z.ZodType]);
  }
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape as Record<string, z.core.$ZodType>).map(([key, property]) => [
      key,
      property instanceof z.ZodLiteral ? property : withParameters(property),
    ]);
    return z.strictObject(Object.fromEntries(shape) as z.ZodRawShape);
  }
  if (schema instanceof z.ZodArray) return z.union([z.array(withParameters(schema.element)), parameter]);
  return z.union([schema as z.ZodType, parameter]);
}
