import { jsonSchema } from '../../src/language/json-schema';
import { vocabularyWith } from '../../src/language/vocabulary';

/** A part of the JSON schema of the language (draft 7), as far as the pages of the documentation read it. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly required?: readonly string[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

interface Referring extends SchemaNode {
  readonly $ref?: string;
  readonly allOf?: readonly Referring[];
}

/** The JSON schema of the language without plugins, with every reference resolved. */
export function languageSchema(): SchemaNode {
  const { definitions, ...root } = jsonSchema(vocabularyWith()) as SchemaNode & {
    readonly definitions: Readonly<Record<string, Referring>>;
  };
  return resolved(root, definitions) as SchemaNode;
}

function resolved(value: unknown, definitions: Readonly<Record<string, Referring>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, allOf = [], ...own } = value as Referring;
  const referred = $ref === undefined ? [] : [definitions[$ref.replace('#/definitions/', '')]];
  const parts = [...referred, ...allOf].map((part) => resolved(part, definitions));
  const entries = Object.entries(own).map(([key, item]) => [key, resolved(item, definitions)]);
  return Object.assign({}, ...parts, Object.fromEntries(entries));
}

/** The alternatives of a value: the branches of nested unions in one list. */
export function alternatives(node: SchemaNode): readonly SchemaNode[] {
  const branches = node.anyOf ?? node.oneOf;
  return branches === undefined ? [node] : branches.flatMap(alternatives);
}

/** The node of `key`. @throws Error where the schema has none: the page is out of date. */
export function propertyOf(node: SchemaNode, key: string): SchemaNode {
  const found = node.properties?.[key];
  if (found === undefined) throw new Error(`the schema has no "${key}" here`);
  return found;
}
