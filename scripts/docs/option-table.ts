import { alternatives, type SchemaNode } from './schema-node';
import { code, typeWords } from './type-words';

/** Links to the sections that describe values with options, by the key that takes such a value. */
export type Links = readonly (readonly [key: RegExp, link: string])[];

export interface TableOptions {
  readonly links?: Links;
  /** Required keys, where the schema doesn't list them. */
  readonly required?: readonly string[];
  /** Keys that are in another table. */
  readonly without?: readonly string[];
}

/** A Markdown table of the keys of a mapping: values, default and meaning. */
export function optionTable(node: SchemaNode, options: TableOptions = {}): string {
  const { links = [], required = node.required ?? [], without = [] } = options;
  const rows = Object.entries(node.properties ?? {})
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => {
      if (value.description === undefined) throw new Error(`"${key}" has no description in the schema`);
      const fallback = required.includes(key)
        ? '**required**'
        : value.default === undefined
          ? ''
          : code(value.default);
      return [code(key), valueWords(key, value, links), fallback, value.description];
    });
  if (rows.length === 0) return 'No options.';
  return [['key', 'value', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
}

/** The values of a key. @throws Error where a mapping's options are in no table that the page links to. */
function valueWords(key: string, node: SchemaNode, links: Links): string {
  const link = links.find(([pattern]) => pattern.test(key))?.[1];
  const plain = alternatives(node).filter((one) => !hasOptions(one));
  if (plain.length === alternatives(node).length) return link ?? typeWords(node);
  if (link === undefined) throw new Error(`the options of "${key}" are in no table`);
  const names = plain.filter((variant) => variant.enum === undefined);
  return names.length === 0 ? link : `${typeWords({ anyOf: names })}, or ${link}`;
}

/** Whether a value is a mapping with named keys, or a list of such mappings. */
function hasOptions({ properties, items }: SchemaNode): boolean {
  return properties !== undefined || (items !== undefined && 'properties' in items);
}

/** A table of options for each type of a named value: `adam`, or `{ type: adam, … }`. */
export function typeTables(node: SchemaNode, level: string, links: Links): string {
  const types = alternatives(node).filter(({ properties }) => properties?.type !== undefined);
  return types
    .map((type) => {
      const named = type.properties?.type;
      const names = (named?.enum ?? [named?.const]).map(code).join(', ');
      const about = named?.description;
      const table =
        Object.keys(type.properties ?? {}).length > 1
          ? optionTable(type, { links, without: ['type'] })
          : 'No options.';
      return [`${level} ${names}`, ...(about === undefined ? [] : [about]), table].join('\n\n');
    })
    .join('\n\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
