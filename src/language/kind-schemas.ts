import { z } from 'zod';
import type { BlockKind } from './blocks/block-kind';
import type { CallbackSchema } from './callbacks';
import { blockResultClaims } from './claims';

/** Caches schemas derived from those of a kind, because creating one takes a hundred times as long as using it. */
export function once<K extends object, S>(make: (kind: K) => S): (kind: K) => S {
  const made = new WeakMap<K, S>();
  return (kind) => {
    const schema = made.get(kind) ?? make(kind);
    made.set(kind, schema);
    return schema;
  };
}

/** The option `trainable` of every block type, which is also allowed in `defaults`. */
export const trainableOption = z
  .boolean()
  .optional()
  .describe(
    'Whether training changes its weights (default: true). A frozen batch norm also keeps its moving statistics and uses them for normalization, as at inference.',
  );

/** The options of a block type with none required, as in `defaults`. */
export const someOptions = once((kind: BlockKind) =>
  z.strictObject({ trainable: trainableOption, ...z.object(kind.schema.shape).partial().shape }),
);

/** The claims that are possible about a block: results, and options of its type. */
export const blockClaims = once((kind: BlockKind) =>
  z.strictObject({ ...blockResultClaims.shape, ...someOptions(kind).shape }),
);

/** The schema of an entry of `callbacks` of one type. */
export const callbackOf = once((kind: CallbackSchema) =>
  z
    .strictObject({ type: z.literal(kind.type), ...kind.schema.shape })
    // Keep the checks that involve several options.
    .check(...((kind.schema.def.checks ?? []) as unknown as readonly z.core.$ZodCheck<{ type: string }>[])),
);

/** The schema of an entry of `callbacks`, with a branch per type. */
export const anyCallback = once((kinds: Readonly<Record<string, CallbackSchema>>) =>
  z.discriminatedUnion('type', Object.values(kinds).map(callbackOf) as unknown as readonly [z.ZodObject]),
);
