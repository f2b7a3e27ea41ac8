import { isRecord } from '../base/values';

/** A part of a schema: any JSON value. */
type Json = unknown;

/** Shorter definitions are inlined. */
const inlineLength = 80;

/**
 * Makes a JSON schema smaller without changing its meaning: merges equal definitions, and inlines those that are short,
 * used once or only refer to another.
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

/** Replaces references to some definitions with their content. */
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
  // Draft 7 ignores any keys next to a reference, so the reference is moved into `allOf`.
  const parts = [
    ...((written as readonly Json[] | undefined) ?? []),
    ...($ref === undefined ? [] : [{ $ref }]),
  ];
  if (parts.length === 0) return own;
  const texts = new Set(parts.map((part) => JSON.stringify(replace(part, replaced))));
  const allOf: readonly Json[] = [...texts].map((text) => JSON.parse(text));
  const [only] = allOf;
  // Keys next to an `allOf` with one schema are merged with it, unless both define the same key.
  const merges =
    allOf.length === 1 &&
    only !== undefined &&
    isObject(only) &&
    (!('$ref' in only) || Object.keys(own).length === 0) &&
    Object.keys(only).every((key) => !(key in own));
  return merges ? { ...only, ...own } : { ...own, allOf };
}
