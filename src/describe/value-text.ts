import type { Change } from './diff-values';

/** A plain value on one line, much as YAML has it: `sgd { learningRate: 0.01 }`, `[3, 3]`, `valid`. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'string')
    return /^[^\s\p{C}"'](?:[^\p{C}"']*[^\s\p{C}"'])?$/u.test(value) ? value : JSON.stringify(value);
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const { type, ...options } = value as Readonly<Record<string, unknown>>;
  const listed = Object.entries(options)
    .filter(([, option]) => option !== undefined)
    .map(([key, option]) => `${key}: ${valueText(option)}`);
  const mapping = listed.length === 0 ? '' : `{ ${listed.join(', ')} }`;
  return type === undefined ? mapping || '{}' : `${valueText(type)} ${mapping}`.trimEnd();
}

/** Fractions of one as authors write them: `1/255`. */
function numberText(value: number): string {
  const written = String(value);
  const parts = 1 / value;
  return written.length > 8 && Number.isInteger(parts) ? `1/${parts}` : written;
}

/** Both sides of a change, empty where there is none; of long lists only the part between what they share at either end. */
export function changedTexts({ from, to }: Change): { readonly from: string; readonly to: string } {
  const text = (value: unknown) => (value === null ? '' : valueText(value));
  if (!Array.isArray(from) || !Array.isArray(to) || Math.max(from.length, to.length) <= shortList)
    return { from: text(from), to: text(to) };
  const shared = (a: readonly string[], b: readonly string[]) => {
    const at = a.findIndex((item, i) => item !== b[i]);
    return at < 0 ? a.length : at;
  };
  const [a, b] = [from.map(valueText), to.map(valueText)];
  const head = shared(a, b);
  const tail = shared(a.slice(head).reverse(), b.slice(head).reverse());
  const middle = (list: readonly string[]) =>
    `[${[...(head > 0 ? ['…'] : []), ...list.slice(head, list.length - tail), ...(tail > 0 ? ['…'] : [])].join(', ')}]`;
  return { from: middle(a), to: middle(b) };
}

/** Lists up to this length, such as shapes and the order of a block's parts, are shown whole. */
const shortList = 5;
