import { z } from 'zod';
import type { BlockKind } from './blocks/block-kind';
import type { CallbackSchema } from './callbacks';
import { blockResultClaims } from './claims';

/** Schemas made from those of the kinds. Making one costs a hundred times as much as using it: each is made once. */
export function once<K extends object, S>(make: (kind: K) => S): (kind: K) => S {
  const made = new WeakMap<K, S>();
  return (kind) => {
    const schema = made.get(kind) ?? make(kind);
    made.set(kind, schema);
    return schema;
  };
}

/** Whether training changes a block's weights: said of any kind of block, and in `defaults`. */
export const trainableOption = z
  .boolean()
  .optional()
  .describe(
    'false freezes it: training leaves its weights as they are, and a batch norm keeps its moving statistics and normalises by them, as in use. true unless given.',
  );

/** The options of a kind of block, none required: what `defaults` may hold. */
export const someOptions = once((kind: BlockKind) =>
  z.strictObject({ trainable: trainableOption, ...z.object(kind.schema.shape).partial().shape }),
);

/** What an author may claim about a block: results in the words of the claims, options in those of its kind. */
export const blockClaims = once((kind: BlockKind) =>
  z.strictObject({ ...blockResultClaims.shape, ...someOptions(kind).shape }),
);

/** An entry of `callbacks` of one kind. */
export const callbackOf = once((kind: CallbackSchema) =>
  z
    .strictObject({ type: z.literal(kind.type), ...kind.schema.shape })
    // Laws that span several options stay in force.
    .check(...((kind.schema.def.checks ?? []) as unknown as readonly z.core.$ZodCheck<{ type: string }>[])),
);

/** An entry of `callbacks` of any kind: one branch for each. */
export const anyCallback = once((kinds: Readonly<Record<string, CallbackSchema>>) =>
  z.discriminatedUnion('type', Object.values(kinds).map(callbackOf) as unknown as readonly [z.ZodObject]),
);
