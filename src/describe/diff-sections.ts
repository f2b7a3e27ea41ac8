import { formatBytes, formatCount } from '../base/text/format-numbers';
import { shapeText } from '../layers/shapes';
import type { BlockDiff } from './diff-blocks';
import type { PlanDiff } from './diff-plans';
import type { Change } from './diff-values';

/** One thing that was set otherwise. */
export interface DiffLine {
  readonly mark: '+' | '-' | '~';
  /** The block, or the path within its section. */
  readonly subject: string;
  /** The block's option; empty where the whole subject came, went or changed. */
  readonly option: string;
  /** Empty where there was none. */
  readonly from: string;
  /** Empty where there is none. */
  readonly to: string;
}

/** The texts of a diff for people, before they are laid out. */
export interface DiffSections {
  readonly lines: readonly { readonly title: string; readonly lines: readonly DiffLine[] }[];
  /** Block, output, parameters, MACs: of every block that yields something else. */
  readonly results: readonly (readonly string[])[];
  /** What, from, to, difference, share of it. */
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

/** A callback's type is what its change is about already. */
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
      ? `takes ${sides(inputShapes, shapes)}`
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
  if (from === to) return [label, text(from), '', 'the same', ''];
  const sign = to > from ? '+' : '−';
  const times = to / from;
  const percent = Number((Math.abs(times - 1) * 100).toPrecision(2));
  const share = from === 0 ? '' : times >= 10 ? `×${Number(times.toPrecision(2))}` : `${sign}${percent} %`;
  return [label, text(from), text(to), `${sign}${text(Math.abs(to - from))}`, share];
}

/** A plain value on one line, much as YAML has it: `sgd { learningRate: 0.01 }`, `[3, 3]`, `valid`. */
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

/** Fractions of one as authors write them: `1/255`. */
function numberText(value: number): string {
  const written = String(value);
  const parts = 1 / value;
  return written.length > 8 && Number.isInteger(parts) ? `1/${parts}` : written;
}

/** Both sides of a change, empty where there is none; of long lists only the part between what they share at either end. */
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

/** Lists up to this length, such as shapes and the order of a block's parts, are shown whole. */
const shortList = 5;
