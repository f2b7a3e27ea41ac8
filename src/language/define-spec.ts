import type { z } from 'zod';
import type { IgnorableCode } from '../base/diagnostics/codes';
import type { builtInBlocks } from './blocks';
import type { callbackSchemas } from './callbacks';
import type { BlockResultClaims, ModelClaims } from './claims';
import type { dataSchema } from './data';
import type { initialWeightsSchema } from './initial-weights';
import type { inputSchema } from './input';
import type { limitsSchema } from './limits';

import type { TrainingInput } from './training';

type Options<K extends keyof typeof builtInBlocks> = z.input<(typeof builtInBlocks)[K]['schema']>;
/** Optional options, as in `defaults`; `unknown` for a block type without options. */
type SomeOptions<K extends keyof typeof builtInBlocks> = string extends keyof Options<K>
  ? unknown
  : Partial<Options<K>>;
type OneOrList<T> = T | readonly T[];

/** The use of a template. Blocks inside templates contain `$parameters` instead of values, so they cannot be typed. */
interface UseInput {
  readonly use: string;
  readonly name?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly from?: string | readonly string[];
  readonly repeat?: number;
  readonly trainable?: boolean;
  readonly expect?: OneOrList<Readonly<Partial<Record<keyof BlockResultClaims, unknown>>>>;
}

type BlockInput<K extends keyof typeof builtInBlocks = keyof typeof builtInBlocks> = {
  [k in K]: {
    readonly type: k;
    readonly name?: string;
    readonly from?: string | readonly string[];
    readonly repeat?: number;
    readonly trainable?: boolean;
    readonly expect?: OneOrList<
      Readonly<Record<string, unknown>> & Partial<Pick<BlockResultClaims, 'source'>>
    >;
  } & SomeOptions<k>;
}[K];

type CallbackInput = {
  [k in keyof typeof callbackSchemas]: { readonly type: k } & z.input<(typeof callbackSchemas)[k]['schema']>;
}[keyof typeof callbackSchemas];

/**
 * A spec as a TypeScript object: the same language as in YAML files, with types.
 *
 * @typeParam C entries of `blocks` and `callbacks` of types added by plugins
 */
export interface SpecInput<C extends { readonly type: string } = never> {
  readonly version: 1;
  readonly name: string;
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  readonly input: z.input<typeof inputSchema>;
  readonly classes: number | readonly string[];
  readonly defaults?: {
    readonly [K in keyof typeof builtInBlocks]?: { readonly trainable?: boolean } & SomeOptions<K>;
  };
  readonly templates?: Readonly<
    Record<
      string,
      {
        readonly with?: Readonly<Record<string, unknown>>;
        readonly blocks: readonly Readonly<Record<string, unknown>>[];
      }
    >
  >;
  readonly blocks: readonly (BlockInput | UseInput | C)[];
  readonly expect?: OneOrList<
    Readonly<Record<keyof ModelClaims, unknown>> | Readonly<Partial<Record<keyof ModelClaims, unknown>>>
  >;
  readonly initialWeights?: z.input<typeof initialWeightsSchema>;
  readonly training?: TrainingInput;
  readonly callbacks?: readonly (CallbackInput | C)[];
  readonly data?: z.input<typeof dataSchema>;
  readonly limits?: z.input<typeof limitsSchema>;
  readonly ignore?: readonly IgnorableCode[];
}

/**
 * Types an object as a spec. Pass the result to `buildFromSpec` or `validateSpec`.
 *
 * @example
 * const spec = defineSpec({ version: 1, name: 'tiny', input: { shape: [8, 8, 1] }, classes: 2, blocks: [
 *   { type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' },
 * ] });
 */
export function defineSpec<C extends { readonly type: string } = never>(
  spec: SpecInput<NoInfer<C>>,
): SpecInput<C> {
  return spec;
}
