import type { InitialWeightsSpec } from '../language/initial-weights';
import type { UnfoldedGroup } from './unfold';

/** The section with the blocks of a template's use, or of a repeat, in place of its name. */
export function weightedBlocks(
  { path, blocks, except }: InitialWeightsSpec,
  groups: readonly UnfoldedGroup[],
): InitialWeightsSpec {
  const members = new Map(groups.map((group) => [group.name, group.blocks]));
  const whole = (names: readonly string[]) => names.flatMap((name) => members.get(name) ?? [name]);
  return { path, blocks: blocks && whole(blocks), except: whole(except) };
}
