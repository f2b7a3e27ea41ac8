import { arithmeticPattern } from '../../src/language/scalars';
import { alternatives, type SchemaNode } from './schema-node';

/** Words for known patterns. */
const textWords: Readonly<Record<string, string>> = {
  [arithmeticPattern.source]: 'product such as `3×3×512`',
  '^[A-Za-z0-9][A-Za-z0-9_-]*$': 'name',
};

/** What a value may be, in words with its bounds: "whole number, 1 to 1,000,000, or a list of 2". */
export function typeWords(node: SchemaNode): string {
  const variants = alternatives(node);
  const words = variants.map((variant, i) => {
    const [item, ...others] = Array.isArray(variant.items) ? (variant.items as readonly SchemaNode[]) : [];
    const isPair = item !== undefined && others.every((other) => same(other, item));
    return isPair && variants.slice(0, i).some((earlier) => same(earlier, item))
      ? `a list of ${others.length + 1}`
      : variantWords(variant);
  });
  return [...new Set(words)].join(', or ');
}

function variantWords(node: SchemaNode): string {
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if (Array.isArray(node.type)) return node.type.map((type) => variantWords({ type })).join(', or ');
  switch (node.type) {
    case 'boolean':
      return 'true or false';
    case 'null':
      return '`null`';
    case 'integer':
      return `whole number${bounds(node)}`;
    case 'number':
      return `number${bounds(node)}`;
    case 'string':
      return textWords[node.pattern ?? ''] ?? 'text';
    case 'array':
      return listWords(node);
    case 'object':
      return objectWords(node);
    default:
      return 'anything';
  }
}

function listWords({ items }: SchemaNode): string {
  if (items === undefined) return 'list';
  if (!Array.isArray(items)) return `list of: ${typeWords(items as SchemaNode)}`;
  const [item, ...others] = items as readonly SchemaNode[];
  if (item !== undefined && others.every((other) => same(other, item)))
    return `list of ${items.length}: ${typeWords(item)}`;
  return `[${items.map(typeWords).join('; ')}]`;
}

function objectWords({ properties, additionalProperties }: SchemaNode): string {
  if (properties !== undefined) return `{ ${Object.keys(properties).join(', ')} }`;
  return typeof additionalProperties === 'object'
    ? `mapping of names to: ${typeWords(additionalProperties)}`
    : 'mapping';
}

function bounds(node: SchemaNode): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  // JavaScript's largest whole number is not a bound of the language.
  const largest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (least !== undefined && largest !== undefined) return `, ${shown(least)} to ${shown(largest)}`;
  const low = exclusiveMinimum !== undefined ? ` above ${shown(exclusiveMinimum)}` : '';
  const from = least !== undefined ? ` from ${shown(least)}` : low;
  return exclusiveMaximum !== undefined ? `${from}, below ${shown(exclusiveMaximum)}` : from;
}

function shown(value: number): string {
  return value.toLocaleString('en-US');
}

function same(a: SchemaNode, b: SchemaNode): boolean {
  const bare = ({ description: _, ...rest }: SchemaNode) => JSON.stringify(rest);
  return bare(a) === bare(b);
}

/** A value as written in YAML, as inline code. */
export function code(value: unknown): string {
  const plain = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  return `\`${plain}\``;
}
