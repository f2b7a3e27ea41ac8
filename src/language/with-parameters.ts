import { z } from 'zod';

const parameter = z.string().regex(/\$/).describe('A parameter of the template, or a product with one.');

/**
 * The schema of what stands in a template: wherever a value may stand, a parameter may stand in its place. Equal
 * schemas in, equal schemas out, so that the JSON schema can refer to them.
 */
export function withParameters(): (schema: z.core.$ZodType) => z.ZodType {
  const made = new WeakMap<z.core.$ZodType, z.ZodType>();
  return function convert(schema) {
    const known = made.get(schema) ?? converted(schema, convert);
    made.set(schema, known);
    return known;
  };
}

type Convert = (schema: z.core.$ZodType) => z.ZodType;

function converted(schema: z.core.$ZodType, convert: Convert): z.ZodType {
  if (schema instanceof z.ZodOptional) return convert(schema.unwrap()).optional();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return convert(schema.unwrap()).optional();
  if (schema instanceof z.ZodReadonly) return convert(schema.unwrap());
  if (schema instanceof z.ZodPipe) return convert(schema.in);
  const meta = z.globalRegistry.get(schema) ?? {};
  return inside(schema, convert).meta(meta);
}

function inside(schema: z.core.$ZodType, convert: Convert): z.ZodType {
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    const options = schema.options.map((option: z.core.$ZodType) => convert(option));
    return z.union(options as [z.ZodType]);
  }
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape as Record<string, z.core.$ZodType>).map(([key, property]) => [
      key,
      key === 'expect' || property instanceof z.ZodLiteral ? property : convert(property),
    ]);
    return z.strictObject(Object.fromEntries(shape) as z.ZodRawShape);
  }
  if (schema instanceof z.ZodArray) return z.union([z.array(convert(schema.element)), parameter]);
  return z.union([schema as z.ZodType, parameter]);
}
