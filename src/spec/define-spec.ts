import type { z } from 'zod';
import type { builtInBlocks } from '../blocks';
import type { BlockResultClaims, ModelClaims } from './claims';
import type { dataSchema } from './data';
import type { inputSchema } from './input';
import type { trainingSchema } from './training';

type Options<K extends keyof typeof builtInBlocks> = z.input<(typeof builtInBlocks)[K]['schema']>;
/** Options of which `defaults` may give any; a kind without options has none. */
type SomeOptions<K extends keyof typeof builtInBlocks> = string extends keyof Options<K>
  ? unknown
  : Partial<Options<K>>;
type OneOrList<T> = T | readonly T[];

type BlockInput<K extends keyof typeof builtInBlocks = keyof typeof builtInBlocks> = {
  [k in K]: {
    readonly type: k;
    readonly name?: string;
    readonly from?: string | readonly string[];
    readonly expect?: OneOrList<
      Readonly<Record<string, unknown>> & Partial<Pick<BlockResultClaims, 'source'>>
    >;
  } & SomeOptions<k>;
}[K];

/** A spec as a TypeScript object: the language of the YAML files, with types. */
export interface SpecInput {
  readonly version: 1;
  readonly name: string;
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  readonly input: z.input<typeof inputSchema>;
  readonly classes: number | readonly string[];
  readonly defaults?: { readonly [K in keyof typeof builtInBlocks]?: SomeOptions<K> };
  readonly blocks: readonly BlockInput[];
  readonly expect?: OneOrList<
    Readonly<Record<keyof ModelClaims, unknown>> | Readonly<Partial<Record<keyof ModelClaims, unknown>>>
  >;
  readonly training?: z.input<typeof trainingSchema>;
  readonly callbacks?: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[];
  readonly data?: z.input<typeof dataSchema>;
}

/**
 * Gives an object the types of the spec language; `buildFromSpec` and `validateSpec` take the result.
 *
 * @example
 * const spec = defineSpec({ version: 1, name: 'tiny', input: { shape: [8, 8, 1] }, classes: 2, blocks: [
 *   { type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' },
 * ] });
 */
export function defineSpec(spec: SpecInput): SpecInput {
  return spec;
}
