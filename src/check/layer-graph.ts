import type { Path } from '../base/source/located-document';
import type { Layer } from '../layers/layer';
import type { UnfoldedBlock, UnfoldedGroup } from './unfold';

/** A primitive layer and where it came from. */
export interface GraphNode {
  /** The layer's name, unique in the graph. */
  readonly name: string;
  /** The author's block, or `input`. */
  readonly block: string;
  /** Where that block stands. */
  readonly path: Path;
  /** Where the templates that it stands in are used, outermost first. */
  readonly uses: readonly Path[];
  /** `null` stands for a block that could not be understood. */
  readonly layer: Layer | null;
  /** Names of the nodes that it takes; `null` when unknown. */
  readonly inputs: readonly string[] | null;
  /** Whether its options are all as the author wrote them. */
  readonly complete: boolean;
  /** Where an option of the layer was written; where its block was, when nowhere. */
  readonly written: (option?: string) => Path;
}

/**
 * The network with its sugar gone: primitive layers in an order in which each comes after its inputs. Acyclic by
 * construction, since a block may only take blocks before it.
 */
export interface LayerGraph {
  readonly nodes: readonly GraphNode[];
  /** The node that yields the class scores; `null` when there is no block. */
  readonly output: string | null;
  /** The blocks and groups that the nodes came from. */
  readonly blocks: readonly UnfoldedBlock[];
  readonly groups: readonly UnfoldedGroup[];
}

/** The layers of each block, in the plan's order. */
export function layersByBlock<L extends { readonly block: string }>(layers: readonly L[]): Map<string, L[]> {
  const blocks = new Map<string, L[]>();
  for (const layer of layers) {
    const known = blocks.get(layer.block);
    if (known) known.push(layer);
    else blocks.set(layer.block, [layer]);
  }
  return blocks;
}

/** What a layer's name adds to that of its block: `conv` of `conv1_conv`. */
export function partOf({ name, block }: { readonly name: string; readonly block: string }): string {
  return name.startsWith(`${block}_`) ? name.slice(block.length + 1) : name;
}
