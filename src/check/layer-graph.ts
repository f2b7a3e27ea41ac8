import type { Path } from '../base/source/located-document';
import type { Layer } from '../layers/layer';
import type { UnfoldedBlock, UnfoldedGroup } from './unfold';

/** A primitive layer and its place in the spec. */
export interface GraphNode {
  /** The layer's name, unique in the graph. */
  readonly name: string;
  /** The author's block, or `input`. */
  readonly block: string;
  /** Path of that block in the spec. */
  readonly path: Path;
  /** Paths of the uses of the templates that contain it, outermost first. */
  readonly uses: readonly Path[];
  /** `null` for a block that is invalid. */
  readonly layer: Layer | null;
  /** Names of its input nodes; `null` if unknown. */
  readonly inputs: readonly string[] | null;
  /** Whether all its options are as the author wrote them, with none dropped because of a mistake. */
  readonly complete: boolean;
  /** Returns the path where an option of the layer was written, or else the path of its block. */
  readonly written: (option?: string) => Path;
}

/**
 * The desugared network: primitive layers, each after its inputs. Acyclic by construction, because a block can only
 * take input from blocks before it.
 */
export interface LayerGraph {
  readonly nodes: readonly GraphNode[];
  /** Name of the node that outputs the class scores; `null` if there are no blocks. */
  readonly output: string | null;
  /** The blocks and groups that the nodes were expanded from. */
  readonly blocks: readonly UnfoldedBlock[];
  readonly groups: readonly UnfoldedGroup[];
}

/** Groups layers by block, in the order of the plan. */
export function layersByBlock<L extends { readonly block: string }>(layers: readonly L[]): Map<string, L[]> {
  const blocks = new Map<string, L[]>();
  for (const layer of layers) {
    const known = blocks.get(layer.block);
    if (known) known.push(layer);
    else blocks.set(layer.block, [layer]);
  }
  return blocks;
}

/** Returns the part of a layer's name after the name of its block: `conv` for `conv1_conv`. */
export function partOf({ name, block }: { readonly name: string; readonly block: string }): string {
  return name.startsWith(`${block}_`) ? name.slice(block.length + 1) : name;
}
