import type { z } from 'zod';
import type { BlockLayer } from '../../layers/layer';

/**
 * A block type. `expand` converts a block to a chain of primitive layers: the first takes the block's inputs, every
 * other takes the output of the one before it.
 */
export interface BlockKind<S extends z.ZodObject = z.ZodObject> {
  /** What `type` names it by in a spec. */
  readonly type: string;
  /** One sentence that describes it to new users. */
  readonly about: string;
  /** Its options, without the keys that all blocks share; strict, with Keras's defaults. */
  readonly schema: S;
  /** Options that do not affect the shape of its output. After a mistake in one, later shapes can still be checked. */
  readonly shapeNeutral: readonly string[];
  /** Whether it merges several inputs. */
  readonly merges?: boolean;
  /**
   * Expands a block to its layers; `null` when they depend on the number of classes (`context.classCount`) and that is
   * unknown.
   */
  expand(options: z.output<S>, context: { readonly classCount: number | null }): readonly BlockLayer[] | null;
}

/**
 * Declares a block type, inferring the type of the options of `expand` from its schema.
 *
 * @example
 * const scaled = defineBlock({
 *   type: 'scaled',
 *   about: 'Multiplies all values by a number.',
 *   schema: z.strictObject({ factor: z.number() }),
 *   shapeNeutral: ['factor'],
 *   expand: (options) => [customLayer(scaling, options)],
 * });
 */
export function defineBlock<S extends z.ZodObject>(kind: BlockKind<S>): BlockKind<S> {
  return kind;
}
