import { z } from 'zod';

/**
 * The keys that a schema accepts at `path` inside `value`, and the schema there. Unwraps defaults, optionals and
 * transforms, and picks the branch of a discriminated union that the value names.
 */
export function keysAt(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  const object = objectSchema(schema, value);
  const [key, ...rest] = path;
  if (key === undefined) return object ? Object.keys(object.shape) : [];
  const inner =
    isRecord(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  if (object && typeof key === 'string') {
    const property = object.shape[key];
    return property ? keysAt(property, inner, rest) : [];
  }
  const element = elementSchema(schema);
  return element ? keysAt(element, inner, rest) : [];
}

function objectSchema(schema: z.core.$ZodType, value: unknown): z.ZodObject | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return inner;
  if (inner instanceof z.ZodUnion) {
    // Among alternatives: the one whose literals agree with the value, else the one that shares most keys with it.
    const branches = inner.options
      .map((option) => objectSchema(option, value))
      .filter((branch) => branch !== undefined);
    const shared = (branch: z.ZodObject) =>
      Object.entries(branch.shape).reduce((sum, [key, property]) => {
        if (!isRecord(value) || !Object.hasOwn(value, key)) return sum;
        return (
          sum +
          (property instanceof z.ZodLiteral ? (property.values.has(value[key] as string) ? 100 : -100) : 1)
        );
      }, 0);
    return branches.sort((a, b) => shared(b) - shared(a))[0];
  }
  return undefined;
}

function elementSchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) {
    return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  const inner = (schema as { def?: { innerType?: z.core.$ZodType } }).def?.innerType;
  return inner ? unwrap(inner) : schema;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
