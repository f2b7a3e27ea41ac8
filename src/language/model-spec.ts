import type { IgnorableCode } from '../base/diagnostics/codes';
import type { LocatedDocument, Path } from '../base/source/located-document';
import type { BlockKind } from './blocks/block-kind';
import type { CallbackSchema, CallbackSpec } from './callbacks';
import type { BlockResultClaims, ModelClaims } from './claims';
import type { DataSpec } from './data';
import type { InitialWeightsSpec } from './initial-weights';
import type { InputSpec } from './input';
import type { ScheduledRun } from './learning-rate-schedules';
import type { LimitsSpec } from './limits';
import type { Site } from './site';

import type { TrainingSpec } from './training';

/** The value of anything invalid. Later phases report nothing that depends on it. */
export const unknown: unique symbol = Symbol('unknown');
export type Known<T> = T | typeof unknown;

/** Everything that a spec can refer to: built-in types and those of plugins. */
export interface SpecVocabulary {
  readonly blocks: Readonly<Record<string, BlockKind>>;
  readonly callbacks: Readonly<Record<string, CallbackSchema>>;
  /** Names allowed in `training.backend`, besides `auto`. */
  readonly backends: readonly string[];
}

/** Claims about a block, and their path. Options are in the form produced by the block's schema. */
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
  /** Local to the template that contains it. */
  readonly name: string;
  /** The entries that it takes its input from; `null` for the one before it. */
  readonly from: Known<readonly Reference[] | null>;
  readonly claims: readonly BlockClaims[];
  /** Whether the entry itself allows training to change its weights. */
  readonly trainable: boolean;
}

/** The entries that the use of a template or a `repeat` stands for. Its output is that of its last entry. */
export interface GroupSpec extends Entry {
  readonly blocks: readonly BlockEntry[];
}

/** A single block. */
export interface BlockSpec extends Entry {
  readonly kind: Known<BlockKind>;
  /** With every default explicit. */
  readonly options: Known<Readonly<Record<string, unknown>>>;
  /** Whether every option is as written. `false` if an invalid option that does not affect shapes was dropped. */
  readonly complete: boolean;
  /** Returns the path where an option was written: in the block or in `defaults`, or else the path of the block's type. */
  readonly written: (optionPath: readonly string[]) => Path;
}

/** A validated entry of `blocks`. */
export type BlockEntry = BlockSpec | GroupSpec;

export function isGroup(entry: BlockEntry): entry is GroupSpec {
  return 'blocks' in entry;
}

export interface ClassesSpec {
  readonly count: number;
  readonly names: readonly string[] | null;
}

/** An entry of `callbacks`, with what its schema derives from the options. */
export interface CallbackEntry {
  readonly path: Path;
  readonly kind: CallbackSchema;
  readonly spec: CallbackSpec;
  /** The key that names the monitored log; `undefined` if it monitors none. */
  readonly monitorKey: string | undefined;
  /** Number of epochs before it can trigger, and the key to lower if they are too many. */
  readonly idle: { readonly epochs: number; readonly key: string } | undefined;
  /** The learning rate that it sets in an epoch (from 0), if that depends on nothing else. */
  readonly rate: ((epoch: number, run: ScheduledRun) => number) | undefined;
}

/** What the author wrote, typed and strict, with each section and block validated separately. */
export interface ModelSpec {
  readonly document: LocatedDocument;
  readonly name: string;
  readonly variables: Known<Readonly<Record<string, string>>>;
  readonly input: Known<InputSpec>;
  readonly classes: Known<ClassesSpec>;
  readonly blocks: Known<readonly BlockEntry[]>;
  readonly claims: readonly { readonly path: Path; readonly claims: ModelClaims }[];
  /** `null` if all weights start from initializers. */
  readonly initialWeights: Known<InitialWeightsSpec | null>;
  readonly training: Known<TrainingSpec>;
  readonly callbacks: readonly CallbackEntry[];
  /** Whether `callbacks` contains every callback, with none dropped because of a mistake. */
  readonly callbacksComplete: boolean;
  readonly data: Known<DataSpec | null>;
  readonly limits: Known<LimitsSpec>;
  /** Warnings and notes to ignore. */
  readonly ignore: readonly IgnorableCode[];
}
