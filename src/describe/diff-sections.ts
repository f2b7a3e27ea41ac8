import { formatBytes, formatCount } from '../base/text/format-numbers';
import { shapeText } from '../layers/shapes';

import type { BlockDiff } from './diff-blocks';
import type { PlanDiff } from './diff-plans';
import type { Change } from './diff-values';
import { changedTexts } from './value-text';

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
