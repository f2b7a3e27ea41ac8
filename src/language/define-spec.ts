import type { IgnorableCode } from '../base/diagnostics/codes';
import type { BlockOptions } from './block-options';
import type { InlineCallback } from './inline-callbacks';
import type {
  BlockClaimsInput,
  CallbackOptions,
  ClaimsInput,
  DataInput,
  InitialWeightsInput,
  InputInput,
  LimitsInput,
  TrainingInput,
} from './section-options';

/** One value, or several. */
export type OneOrList<T> = T | readonly T[];

/** The section `defaults`: options per type of block. */
export type DefaultsInput = {
  readonly [K in keyof BlockOptions]?: {
    /** Whether training changes the weights of such blocks; default: `true`. */
    readonly trainable?: boolean;
  } & BlockOptions[K];
};

/** A template. Its blocks have `$parameters` instead of values, so they cannot be typed. */
export interface TemplateInput {
  /** Default values of the parameters; default: every parameter is required. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** Entries as in the section `blocks`. */
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
}

/** Stands for the blocks of a template, as one block. */
export interface UseInput {
  /** Name of the template. */
  readonly use: string;
  /** A use of a template has no type. */
  readonly type?: undefined;
  /** Prefix of its blocks' names; default: the name of the template and a number. */
  readonly name?: string;
  /** Values of the template's parameters. */
  readonly with?: Readonly<Record<string, unknown>>;
  /** Names of the blocks it takes; default: the previous block. */
  readonly from?: string | readonly string[];
  /** How many times to repeat it; default: 1. */
  readonly repeat?: number;
  /** Whether training changes its weights; default: `true`. */
  readonly trainable?: boolean;
  /** Claims about what comes out of it. */
  readonly expect?: OneOrList<BlockClaimsInput>;
}

/** The keys that all blocks share. */
export interface BlockKeys {
  /** What other blocks, files and messages call it; default: its type and a number. */
  readonly name?: string;
  /** Names of the blocks it takes; default: the previous block. */
  readonly from?: string | readonly string[];
  /** How many times to repeat it; default: 1. */
  readonly repeat?: number;
  /** Whether training changes its weights; default: `true`. */
  readonly trainable?: boolean;
  /** Claims about its options and about what comes out of it. */
  readonly expect?: OneOrList<BlockClaimsInput & Readonly<Record<string, unknown>>>;
}

/** A block of a built-in type with its options, which docs/language.md lists. */
export type BlockInput<K extends keyof BlockOptions = keyof BlockOptions> = {
  [k in K]: {
    /** Kind of the block. */
    readonly type: k;
  } & BlockKeys &
    BlockOptions[k];
}[K];

/** A built-in callback: its type and its options, which docs/callbacks.md lists. */
export type CallbackInput = {
  [k in keyof CallbackOptions]: {
    /** Kind of the callback. */
    readonly type: k;
  } & CallbackOptions[k];
}[keyof CallbackOptions];

/** A block or callback of a kind that a plugin adds. */
export interface KindOfPlugin {
  /** Name of the kind. */
  readonly type: string;
}

/**
 * A spec as a TypeScript object: the same language as in YAML files, with types.
 *
 * @typeParam C entries of `blocks` and `callbacks` of types added by plugins
 */
export interface SpecInput<C extends KindOfPlugin = never> {
  /** Version of the spec language. */
  readonly version: 1;
  /** Names the model and the default run folder. */
  readonly name: string;
  /** Values that paths in `callbacks` may insert, as `{name}`; default: none. */
  readonly variables?: Readonly<Record<string, string | number | boolean>>;
  /** Shape of the images, and how to make one from a file. */
  readonly input: InputInput;
  /** Names of the classes in the order of the scores, or only their number. */
  readonly classes: number | readonly string[];
  /** Options per type of block, which blocks may override; default: Keras's. */
  readonly defaults?: DefaultsInput;
  /** Reusable groups of blocks, by name; default: none. */
  readonly templates?: Readonly<Record<string, TemplateInput>>;
  /** The network, from input to output. Each block takes the previous one unless `from` names others. */
  readonly blocks: readonly (BlockInput | UseInput | C)[];
  /** Claims about the whole network; a false one is an error. */
  readonly expect?: OneOrList<ClaimsInput>;
  /** Trained weights to start from; default: all weights are drawn from `training.seed`. */
  readonly initialWeights?: InitialWeightsInput;
  /** Optimizer, loss, epochs, batch size and so on; default: as in docs/language.md. */
  readonly training?: TrainingInput;
  /**
   * What happens during training, in this order; default: nothing. Callbacks as objects (`[{ onEpochEnd() {} }]`) run after the
   * others, are not saved with the run, and are ignored by `validateSpec` and `rehearse`.
   */
  readonly callbacks?: readonly (CallbackInput | InlineCallback | C)[];
  /** Where the images are; needed unless `train` gets data from the program. */
  readonly data?: DataInput;
  /** Budgets that the network must not exceed; default: none. */
  readonly limits?: LimitsInput;
  /** Codes of warnings and notes to leave out; default: none. */
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
export function defineSpec<C extends KindOfPlugin = never>(spec: SpecInput<NoInfer<C>>): SpecInput<C> {
  return spec;
}
