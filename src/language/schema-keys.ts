import { z } from 'zod';
import { isRecord } from '../base/values';

/** Returns the keys that a schema accepts at `path` inside `value`; none if that is not a mapping with fixed keys. */
export function keysAt(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): string[] {
  const { schema: inner, value: innerValue } = schemaAt(schema, value, path) ?? {};
  const object = inner && objectSchema(inner, innerValue);
  return object ? Object.keys(object.shape) : [];
}

/** Whether a schema only accepts whole numbers at `path` inside `value`. */
export function isWholeAt(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[]): boolean {
  const found = schemaAt(schema, value, path);
  const inner = found && unwrap(found.schema);
  const numbers = (inner instanceof z.ZodUnion ? inner.options.map(unwrap) : [inner]).filter(
    (option) => option instanceof z.ZodNumber,
  );
  return numbers.length > 0 && numbers.every((number) => number.isInt);
}

/**
 * Returns the schema at `path` inside `value`, and the value there. Unwraps defaults, optionals and transforms, and
 * selects the branch of a union by the value.
 */
function schemaAt(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): { readonly schema: z.core.$ZodType; readonly value: unknown } | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return { schema, value };
  const next = typeof key === 'string' ? objectSchema(schema, value)?.shape[key] : elementSchema(schema, key);
  const inner =
    isRecord(value) || Array.isArray(value) ? (value as Record<PropertyKey, unknown>)[key] : undefined;
  return next && schemaAt(next, inner, rest);
}

function objectSchema(schema: z.core.$ZodType, value: unknown): z.ZodObject | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return inner;
  if (inner instanceof z.ZodUnion) {
    // Choose the branch whose literals match the value, or else the one that shares the most keys with it.
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

function elementSchema(schema: z.core.$ZodType, index: PropertyKey): z.core.$ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodTuple) return inner.def.items[Number(index)];
  if (!(inner instanceof z.ZodUnion)) return undefined;
  return inner.options.map((option) => elementSchema(option, index)).find((element) => element !== undefined);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) {
    return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  const inner = (schema as { def?: { innerType?: z.core.$ZodType } }).def?.innerType;
  return inner ? unwrap(inner) : schema;
}
