import type { IgnorableCode } from '../base/diagnostics/codes';
import type { LocatedDocument, Path } from '../base/source/located-document';
import type { BlockKind } from './blocks/block-kind';
import type { CallbackSchema, CallbackSpec } from './callbacks';
import type { BlockResultClaims, ModelClaims } from './claims';
import type { DataSpec } from './data';
import type { InitialWeightsSpec } from './initial-weights';
import type { InputSpec } from './input';
import type { LimitsSpec } from './limits';
import type { Site } from './site';

import type { TrainingSpec } from './training';

/** Stands for what the author got wrong: later phases are silent about whatever depends on it. */
export const unknown: unique symbol = Symbol('unknown');
export type Known<T> = T | typeof unknown;

/** The kinds that a spec may use: the built-in ones and those of plugins. */
export interface SpecVocabulary {
  readonly blocks: Readonly<Record<string, BlockKind>>;
  readonly callbacks: Readonly<Record<string, CallbackSchema>>;
  /** Names that `training.backend` may have, besides `auto`. */
  readonly backends: readonly string[];
}

/** Something that an author claims, and where. Options are in the form that the block's schema gives them. */
export interface BlockClaims {
  readonly path: Path;
  readonly results: BlockResultClaims;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A name under `from`. */
export interface Reference {
  readonly name: string;
  readonly path: Path;
}

interface Entry extends Site {
  /** Local to the template that it stands in. */
  readonly name: string;
  /** The entries that it takes, `null` for the one before it. */
  readonly from: Known<readonly Reference[] | null>;
  readonly claims: readonly BlockClaims[];
  /** Whether training changes its weights, as far as the entry itself says. */
  readonly trainable: boolean;
}

/** Entries in place of one: what a template or a `repeat` stands for. Its output is that of its last entry. */
export interface GroupSpec extends Entry {
  readonly blocks: readonly BlockEntry[];
}

/** A block by itself. */
export interface BlockSpec extends Entry {
  readonly kind: Known<BlockKind>;
  /** Every default explicit. */
  readonly options: Known<Readonly<Record<string, unknown>>>;
  /** Whether every option is as written. Not so where one that does not bear on shapes had to be left out. */
  readonly complete: boolean;
  /** Where the option at a path inside the block was written: in the block, in `defaults`, or nowhere but the block's type. */
  readonly written: (optionPath: readonly string[]) => Path;
}

/** What an entry of `blocks` comes to. */
export type BlockEntry = BlockSpec | GroupSpec;

export function isGroup(entry: BlockEntry): entry is GroupSpec {
  return 'blocks' in entry;
}

export interface ClassesSpec {
  readonly count: number;
  readonly names: readonly string[] | null;
}

/** An entry of `callbacks`, and what its kind says of these options. */
export interface CallbackEntry {
  readonly path: Path;
  readonly kind: CallbackSchema;
  readonly spec: CallbackSpec;
  /** The key that names the log it watches; `undefined` when it watches none. */
  readonly monitorKey: string | undefined;
  /** Epochs that pass before it can change anything, and the key to lower when they are too many. */
  readonly idle: { readonly epochs: number; readonly key: string } | undefined;
}

/** What the author wrote, typed and strict, each section and block validated by itself. */
export interface ModelSpec {
  readonly document: LocatedDocument;
  readonly name: string;
  readonly variables: Known<Readonly<Record<string, string>>>;
  readonly input: Known<InputSpec>;
  readonly classes: Known<ClassesSpec>;
  readonly blocks: Known<readonly BlockEntry[]>;
  readonly claims: readonly { readonly path: Path; readonly claims: ModelClaims }[];
  /** `null` for freshly drawn ones. */
  readonly initialWeights: Known<InitialWeightsSpec | null>;
  readonly training: Known<TrainingSpec>;
  readonly callbacks: readonly CallbackEntry[];
  /** Whether every callback is in `callbacks`. */
  readonly callbacksComplete: boolean;
  readonly data: Known<DataSpec | null>;
  readonly limits: Known<LimitsSpec>;
  /** Warnings and notes that are not to be reported. */
  readonly ignore: readonly IgnorableCode[];
}
