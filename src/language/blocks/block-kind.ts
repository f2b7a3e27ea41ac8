import type { z } from 'zod';
import type { BlockLayer } from '../../layers/layer';

/**
 * A kind of block that authors write. `expand` turns one into a chain of primitive layers: the first takes the
 * block's inputs, each other the one before it.
 */
export interface BlockKind<S extends z.ZodObject = z.ZodObject> {
  /** What `type` names it by in a spec. */
  readonly type: string;
  /** One sentence for people who have not met it. */
  readonly about: string;
  /** Its options without the keys that all blocks share; strict, with Keras's defaults. */
  readonly schema: S;
  /** Options that do not bear on the shape of its output: a mistake in one leaves the shapes behind it checkable. */
  readonly shapeNeutral: readonly string[];
  /** Whether it merges several inputs. */
  readonly merges?: boolean;
  /**
   * Expands a block to its layers; `null` when they depend on the number of classes (`context.classCount`) and that is
   * unknown.
   */
  expand(options: z.output<S>, context: { readonly classCount: number | null }): readonly BlockLayer[] | null;
}

/** Ties the options of `expand` to the schema. */
export function defineBlock<S extends z.ZodObject>(kind: BlockKind<S>): BlockKind<S> {
  return kind;
}
