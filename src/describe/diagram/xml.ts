import { escapeXml } from '../../base/text/escape';

/** An element; attributes that are `undefined` are left out, numbers have two decimals at most. */
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

/** A coordinate to a hundredth. */
export function decimal(value: number): string {
  // Adding zero turns -0 into 0.
  return String(Math.round(value * 100) / 100 + 0);
}
