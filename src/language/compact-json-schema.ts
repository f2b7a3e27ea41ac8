import { isRecord } from '../base/values';

/** A part of a schema, any value of JSON. */
type Json = unknown;

/** Shorter definitions are written where they are used. */
const inlineLength = 80;

/**
 * The same JSON schema in fewer words: definitions of equal content become one; those that are short, are used once or
 * only refer to another are written where they are used.
 */
export function compactJsonSchema({
  definitions = {},
  ...rest
}: Readonly<Record<string, Json>> & { readonly definitions?: Readonly<Record<string, Json>> }): object {
  const root: Record<string, Json> = { ...rest };
  const known = new Map(Object.entries(definitions));
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    const uses = countUses([root, ...known.values()]);
    const byContent = new Map<string, string>();
    const replaced = new Map<string, Json>();
    for (const [name, content] of known) {
      const text = JSON.stringify(content);
      const twin = byContent.get(text);
      if (twin !== undefined) replaced.set(name, { $ref: refTo(twin) });
      else if (uses.get(name) === 1 || text.length <= inlineLength) replaced.set(name, content);
      else byContent.set(text, name);
    }
    for (const name of replaced.keys()) known.delete(name);
    for (const [name, content] of known) known.set(name, replace(content, replaced));
    for (const [key, value] of Object.entries(root)) root[key] = replace(value, replaced);
  }
  return { ...root, definitions: Object.fromEntries(known) };
}

function refTo(name: string): string {
  return `#/definitions/${name}`;
}

function referred(ref: Json | undefined): string | undefined {
  return typeof ref === 'string' ? /^#\/definitions\/(.+)$/.exec(ref)?.[1] : undefined;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return isRecord(value);
}

function countUses(value: Json, uses = new Map<string, number>()): Map<string, number> {
  if (Array.isArray(value)) for (const item of value) countUses(item, uses);
  else if (isObject(value)) {
    const name = referred(value.$ref);
    if (name !== undefined) uses.set(name, (uses.get(name) ?? 0) + 1);
    for (const item of Object.values(value)) countUses(item, uses);
  }
  return uses;
}

/** `value` with the content of replaced definitions in place of references to them. */
function replace(value: Json, replaced: ReadonlyMap<string, Json>): Json {
  if (Array.isArray(value)) return value.map((item) => replace(item, replaced));
  if (!isObject(value)) return value;
  const name = referred(value.$ref);
  const content = name === undefined ? undefined : replaced.get(name);
  if (content !== undefined && Object.keys(value).length === 1) return replace(content, replaced);
  const { allOf: written, $ref, ...rest } = value;
  const own: Record<string, Json> = rest;
  for (const [key, item] of Object.entries(own)) own[key] = replace(item, replaced);
  if (written === undefined && Object.keys(own).length === 0) return value;
  // Draft 7 passes over whatever stands beside a reference: the reference becomes part of `allOf`.
  const parts = [
    ...((written as readonly Json[] | undefined) ?? []),
    ...($ref === undefined ? [] : [{ $ref }]),
  ];
  if (parts.length === 0) return own;
  const texts = new Set(parts.map((part) => JSON.stringify(replace(part, replaced))));
  const allOf: readonly Json[] = [...texts].map((text) => JSON.parse(text));
  const [only] = allOf;
  // What stands beside a single `allOf` says more about it: both are one schema where no key stands twice.
  const merges =
    allOf.length === 1 &&
    only !== undefined &&
    isObject(only) &&
    (!('$ref' in only) || Object.keys(own).length === 0) &&
    Object.keys(only).every((key) => !(key in own));
  return merges ? { ...only, ...own } : { ...own, allOf };
}
