import { partOf } from '../check/layer-graph';
import { kindName } from '../layers/custom/custom-layer';
import { describeLayer } from '../layers/kinds';
import type { PlannedLayer } from '../layers/layer';
import type { Shape } from '../layers/shapes';
import { type Change, diffValues } from './diff-values';
import { type BlockPair, pairBlocks } from './pair-blocks';

/** A value in the first and in the second plan. */
export interface FromTo<T> {
  /** In the first plan; `null` when it lacks the block. */
  readonly from: T | null;
  /** In the second plan; `null` when it lacks the block. */
  readonly to: T | null;
}

/** Differences in the results of a block, for one image. Only what differs; `null` on the side without the block. */
export interface ResultChanges {
  /** Shapes of the inputs, in order. */
  readonly inputShapes?: FromTo<readonly Shape[]>;
  /** Shape of the output. */
  readonly outputShape?: FromTo<Shape>;
  /** Number of weights, trainable or not. */
  readonly params?: FromTo<number>;
  /** Multiply-adds for one image. */
  readonly macs?: FromTo<number>;
  /** Bytes of all layer outputs for one image, float32. */
  readonly activationBytes?: FromTo<number>;
}

/** A block that differs between two plans. */
export interface BlockDiff {
  /** Its name in the second plan, or in the first if it was removed. */
  readonly name: string;
  /** `affected`: its options are unchanged, but its input or results differ. */
  readonly change: 'added' | 'removed' | 'renamed' | 'changed' | 'affected';
  /** Its name in the first plan, if it was renamed. */
  readonly previousName?: string;
  /** Short descriptions of its layers. */
  readonly layers: readonly string[];
  /** Changed options, by their names in a spec, and `from` if its inputs changed. */
  readonly options: readonly Change[];
  /** What comes out of the block. */
  readonly results: ResultChanges;
}

/** Lists the blocks that differ, in the order of the second plan. The input is not a block. */
export function diffBlocks(a: readonly PlannedLayer[], b: readonly PlannedLayer[]): BlockDiff[] {
  const pairs = pairBlocks(a, b);
  const newNames = new Map(
    pairs.flatMap(({ from, to }) => (from[0] && to[0] ? [[from[0].block, to[0].block] as const] : [])),
  );
  const sources = { from: blockNames(a), to: blockNames(b) };
  return pairs.flatMap((pair) => diffBlock(pair, sources, newNames) ?? []);
}

function diffBlock(
  { from, to }: BlockPair,
  sources: { readonly from: ReadonlyMap<string, string>; readonly to: ReadonlyMap<string, string> },
  newNames: ReadonlyMap<string, string>,
): BlockDiff | null {
  const [layer] = to.length > 0 ? to : from;
  if (!layer || layer.kind === 'input') return null;
  const both = from.length > 0 && to.length > 0;
  const previousName = from[0]?.block;
  const renamed = both && previousName !== layer.block;
  const options = both ? [...diffSources(from, to, sources, newNames), ...diffOptions(from, to)] : [];
  const results = diffResults(from, to);
  if (!renamed && options.length === 0 && Object.keys(results).length === 0) return null;
  const kept = renamed ? 'renamed' : options.length > 0 ? 'changed' : 'affected';
  return {
    name: layer.block,
    change: both ? kept : to.length > 0 ? 'added' : 'removed',
    ...(renamed && previousName !== undefined ? { previousName } : {}),
    layers: (to.length > 0 ? to : from).map(describeLayer),
    options,
    results,
  };
}

/** The block of each layer, by layer name. */
function blockNames(layers: readonly PlannedLayer[]): Map<string, string> {
  return new Map(layers.map(({ name, block }) => [name, block]));
}

function diffSources(
  from: readonly PlannedLayer[],
  to: readonly PlannedLayer[],
  sources: { readonly from: ReadonlyMap<string, string>; readonly to: ReadonlyMap<string, string> },
  newNames: ReadonlyMap<string, string>,
): Change[] {
  const before = from[0]?.inputs.map((name) => sources.from.get(name) ?? name) ?? [];
  const after = to[0]?.inputs.map((name) => sources.to.get(name) ?? name) ?? [];
  const same =
    diffValues(
      before.map((name) => newNames.get(name) ?? name),
      after,
    ).length === 0;
  const plain = (names: readonly string[]) => (names.length === 1 ? names[0] : names);
  return same ? [] : [{ path: 'from', from: plain(before), to: plain(after) }];
}

function diffOptions(from: readonly PlannedLayer[], to: readonly PlannedLayer[]): Change[] {
  const before = parts(from);
  const after = parts(to);
  const order = (one: typeof before, other: typeof before) =>
    [...one.keys()].filter((part) => other.has(part));
  const moved = diffValues(order(before, after), order(after, before)).length > 0;
  return [
    ...[...new Set([...before.keys(), ...after.keys()])].flatMap((part) =>
      diffPart(part, before.get(part), after.get(part)),
    ),
    ...(moved ? [{ path: 'order', from: from.map(partOf), to: to.map(partOf) }] : []),
  ];
}

/** The layers of a block by the prefix of their options. The block's main layer has no prefix. */
function parts(layers: readonly PlannedLayer[]): Map<string, PlannedLayer> {
  const most = Math.max(...layers.map((layer) => layer.macs));
  const main = layers.length === 1 ? layers[0] : layers.find((layer) => most > 0 && layer.macs === most);
  return new Map(layers.map((layer) => [layer === main ? '' : partOf(layer), layer]));
}

function diffPart(part: string, from: PlannedLayer | undefined, to: PlannedLayer | undefined): Change[] {
  if (part !== '') return diffValues(partValue(from), partValue(to), part);
  return [
    ...diffValues(from && kindName(from), to && kindName(to), 'type'),
    ...diffValues(from && optionsOf(from), to && optionsOf(to)),
    ...diffValues(from?.trainable ?? true, to?.trainable ?? true, 'trainable'),
  ];
}

/** The options as a block of the layer's own kind would have them. */
function optionsOf(layer: PlannedLayer): unknown {
  return layer.kind === 'custom' ? layer.config.options : layer.config;
}

/** A part as an option of a block: a single value if it has one option, such as a dropout's rate, otherwise type and options. */
function partValue(layer: PlannedLayer | undefined): unknown {
  if (!layer) return null;
  const [first, ...others] = Object.values(layer.config) as unknown[];
  if (first !== undefined && others.length === 0) return first;
  if (layer.kind !== 'activation') return { type: layer.kind, ...layer.config };
  const { function: type, ...options } = layer.config;
  return { type, ...options };
}

function diffResults(from: readonly PlannedLayer[], to: readonly PlannedLayer[]): ResultChanges {
  const before = resultsOf(from);
  const after = resultsOf(to);
  const changes = (Object.keys(before) as (keyof typeof before)[])
    .map((key) => [key, { from: before[key], to: after[key] }] as const)
    .filter(([, change]) => diffValues(change.from, change.to).length > 0);
  return Object.fromEntries(changes);
}

function resultsOf(layers: readonly PlannedLayer[]) {
  const sum = (key: 'params' | 'macs' | 'activationBytes') =>
    layers.length === 0 ? null : layers.reduce((total, layer) => total + layer[key], 0);
  return {
    inputShapes: layers[0]?.inputShapes ?? null,
    outputShape: layers.at(-1)?.outputShape ?? null,
    params: sum('params'),
    macs: sum('macs'),
    activationBytes: sum('activationBytes'),
  };
}
