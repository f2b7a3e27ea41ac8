import { escapeXml } from '../../base/text/escape';

/** Writes an element. Attributes that are `undefined` are left out; numbers have at most two decimals. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly string[]
): string {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined ? '' : ` ${key}="${typeof value === 'number' ? decimal(value) : escapeXml(value)}"`,
  );
  const start = `<${name}${written.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

/** Rounds a coordinate to two decimals. */
export function decimal(value: number): string {
  // Adding zero turns -0 into 0.
  return String(Math.round(value * 100) / 100 + 0);
}
