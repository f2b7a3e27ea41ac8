import { layersByBlock, partOf } from '../check/layer-graph';
import type { PlannedLayer } from '../layers/layer';

import { diffValues } from './diff-values';

/** The layers of a block in two plans; empty on the side without the block. */
export interface BlockPair {
  readonly from: readonly PlannedLayer[];
  readonly to: readonly PlannedLayer[];
}

/**
 * Matches the blocks of two plans: first those with the same name, then those that differ only in their name and are
 * directly after or before matched blocks. In the order of the second plan; a block that only the first has comes after
 * the block that it follows there.
 */
export function pairBlocks(a: readonly PlannedLayer[], b: readonly PlannedLayer[]): BlockPair[] {
  const before = layersByBlock(a);
  const after = layersByBlock(b);
  const partners = partnersOf(before, after);
  const removed = new Map<string | undefined, BlockPair[]>();
  let behind: string | undefined;
  for (const [name, from] of before) {
    const partner = partners.get(name);
    if (partner !== undefined) behind = partner;
    else {
      const list = removed.get(behind) ?? [];
      list.push({ from, to: [] });
      removed.set(behind, list);
    }
  }
  const previous = new Map([...partners].map(([from, to]) => [to, from]));
  return [
    ...(removed.get(undefined) ?? []),
    ...[...after].flatMap(([name, to]) => [
      { from: before.get(previous.get(name) ?? '') ?? [], to },
      ...(removed.get(name) ?? []),
    ]),
  ];
}

type Blocks = ReadonlyMap<string, readonly PlannedLayer[]>;

/** The name in the second plan of each matched block, by its name in the first. */
function partnersOf(before: Blocks, after: Blocks): Map<string, string> {
  const partners = new Map([...before.keys()].filter((name) => after.has(name)).map((name) => [name, name]));
  const taken = new Set(partners.values());
  const names = { from: [...before.keys()], to: [...after.keys()] };
  for (const direction of [1, -1]) {
    const from = direction === 1 ? names.from : names.from.toReversed();
    const to = direction === 1 ? names.to : names.to.toReversed();
    const positions = new Map(to.map((name, i) => [name, i]));
    for (const [i, name] of from.entries()) {
      const neighbour = partners.get(from[i - 1] ?? '');
      if (partners.has(name) || neighbour === undefined) continue;
      const candidate = to[(positions.get(neighbour) ?? to.length) + 1];
      if (candidate === undefined || taken.has(candidate)) continue;
      if (!alike(before.get(name) ?? [], after.get(candidate) ?? [])) continue;
      partners.set(name, candidate);
      taken.add(candidate);
    }
  }
  return partners;
}

/** Whether two blocks have the same layers, ignoring names. */
function alike(a: readonly PlannedLayer[], b: readonly PlannedLayer[]): boolean {
  const parts = (layers: readonly PlannedLayer[]) =>
    layers.map((layer) => ({
      part: layer.name === layer.block ? '' : partOf(layer),
      kind: layer.kind,
      config: layer.config,
    }));
  return diffValues(parts(a), parts(b)).length === 0;
}
