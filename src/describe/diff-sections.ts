import { formatBytes, formatCount } from '../base/text/format-numbers';
import { shapeText } from '../layers/shapes';
import type { BlockDiff } from './diff-blocks';
import type { PlanDiff } from './diff-plans';
import type { Change } from './diff-values';

/** One changed setting. */
export interface DiffLine {
  readonly mark: '+' | '-' | '~';
  /** The block, or the path within its section. */
  readonly subject: string;
  /** The block's option; empty if the whole subject was added, removed or changed. */
  readonly option: string;
  /** Empty if it was added. */
  readonly from: string;
  /** Empty if it was removed. */
  readonly to: string;
}

/** The texts of a diff, before layout. */
export interface DiffSections {
  readonly lines: readonly { readonly title: string; readonly lines: readonly DiffLine[] }[];
  /** Block, output, parameters and MACs of every block whose results differ. */
  readonly results: readonly (readonly string[])[];
  /** Label, from, to, difference, relative difference. */
  readonly totals: readonly (readonly string[])[];
}

export function diffSections({ blocks, settings, totals }: PlanDiff): DiffSections {
  const sections = new Map<string, DiffLine[]>([['blocks', blocks.flatMap(blockLines)]]);
  for (const change of settings) {
    const [section = '', ...rest] = change.path.split('.');
    const title = rest.length === 0 && section !== 'callbacks' ? 'spec' : section;
    const subject = rest.length === 0 ? (section === 'callbacks' ? 'order' : section) : rest.join('.');
    const line = changeLine(section === 'callbacks' ? untyped(change) : change, subject, '');
    sections.set(title, [...(sections.get(title) ?? []), line]);
  }
  return {
    lines: [...sections].map(([title, lines]) => ({ title, lines })).filter(({ lines }) => lines.length > 0),
    results: blocks.flatMap(resultRow),
    totals: [
      totalRow('parameters', totals.params, formatCount),
      totalRow('trainable', totals.trainableParams, formatCount),
      totalRow('MACs', totals.macs, formatCount),
      totalRow('activations', totals.activationBytes, formatBytes),
    ],
  };
}

function blockLines({ name, change, previousName, layers, options }: BlockDiff): DiffLine[] {
  const made = layers.join(', ');
  if (change === 'added') return [{ mark: '+', subject: name, option: '', from: '', to: made }];
  if (change === 'removed') return [{ mark: '-', subject: name, option: '', from: made, to: '' }];
  return [
    ...(previousName === undefined
      ? []
      : [{ mark: '~' as const, subject: name, option: 'name', from: previousName, to: name }]),
    ...options.map((option) => ({ ...changeLine(option, name, option.path), mark: '~' as const })),
  ];
}

function changeLine(change: Change, subject: string, option: string): DiffLine {
  const { from, to } = changedTexts(change);
  const mark = change.from === null ? '+' : change.to === null ? '-' : '~';
  return { mark, subject, option, from, to };
}

/** Removes a callback's type, which the subject already names. */
function untyped({ path, from, to }: Change): Change {
  const options = (value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { type: _, ...rest } = value as Readonly<Record<string, unknown>>;
    return rest;
  };
  return { path, from: options(from), to: options(to) };
}

function resultRow({ name, change, results }: BlockDiff): string[][] {
  const { inputShapes, outputShape, params, macs } = results;
  if (!inputShapes && !outputShape && !params && !macs) return [];
  const shapes = (list: readonly (readonly number[])[]) => list.map(shapeText).join(', ');
  const output = outputShape
    ? sides(outputShape, shapeText)
    : inputShapes && !params && !macs
      ? `input ${sides(inputShapes, shapes)}`
      : '';
  const mark = change === 'added' ? '+' : change === 'removed' ? '-' : '~';
  return [[`${mark} ${name}`, output, counts(params), counts(macs)]];
}

function sides<T>(change: { readonly from: T | null; readonly to: T | null }, text: (value: T) => string) {
  return [change.from, change.to].flatMap((value) => (value === null ? [] : [text(value)])).join(' → ');
}

function counts(change: { readonly from: number | null; readonly to: number | null } | undefined): string {
  if (!change || ((change.from ?? 0) === 0 && (change.to ?? 0) === 0)) return '';
  return sides(change, formatCount);
}

function totalRow(
  label: string,
  { from, to }: { readonly from: number; readonly to: number },
  text: (value: number) => string,
): string[] {
  if (from === to) return [label, text(from), '', 'unchanged', ''];
  const sign = to > from ? '+' : '−';
  const times = to / from;
  const percent = Number((Math.abs(times - 1) * 100).toPrecision(2));
  const share = from === 0 ? '' : times >= 10 ? `×${Number(times.toPrecision(2))}` : `${sign}${percent} %`;
  return [label, text(from), text(to), `${sign}${text(Math.abs(to - from))}`, share];
}

/** A plain value on one line, similar to YAML: `sgd { learningRate: 0.01 }`, `[3, 3]`, `valid`. */
function valueText(value: unknown): string {
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

/** Writes unit fractions as authors do: `1/255`. */
function numberText(value: number): string {
  const written = String(value);
  const parts = 1 / value;
  return written.length > 8 && Number.isInteger(parts) ? `1/${parts}` : written;
}

/** Both sides of a change; empty for a missing side. Long lists are shown without their common start and end. */
function changedTexts({ from, to }: Change): { readonly from: string; readonly to: string } {
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

/** Lists up to this length, such as shapes and the order of a block's parts, are shown completely. */
const shortList = 5;
