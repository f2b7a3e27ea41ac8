import { builtInBlocks } from './blocks';
import type { BlockKind } from './blocks/block-kind';
import type { SpecVocabulary } from './spec/model-spec';
import { builtInCallbacks } from './train/callbacks';
import type { CallbackKind } from './train/callbacks/callback';

/** What a user adds to the language: kinds of block and of callback by their `type`. They reach the schema too. */
export interface Plugin {
  readonly blocks?: Readonly<Record<string, BlockKind>>;
  readonly callbacks?: Readonly<Record<string, CallbackKind>>;
}

/** Everything that a spec may name, with the behaviour of its callbacks. */
export interface Vocabulary extends SpecVocabulary {
  readonly callbacks: Readonly<Record<string, CallbackKind>>;
}

const builtIn: Vocabulary = { blocks: builtInBlocks, callbacks: builtInCallbacks };

/** The built-in vocabulary and what plugins add; a later kind of one name replaces an earlier. */
export function vocabularyWith(plugins: readonly Plugin[] = []): Vocabulary {
  if (plugins.length === 0) return builtIn;
  return {
    blocks: Object.assign({}, builtInBlocks, ...plugins.map((plugin) => plugin.blocks)),
    callbacks: Object.assign({}, builtInCallbacks, ...plugins.map((plugin) => plugin.callbacks)),
  };
}
