import { customLayer } from '../layers/custom/custom-layer';
import type { LayerDefinition } from '../layers/custom/definition';
import type { Backend } from '../run/backends/backend';
import { builtInCallbacks } from '../run/training/callbacks';
import type { CallbackKind } from '../run/training/callbacks/callback';
import { builtInBackendNames } from './backend-names';
import { builtInBlocks } from './blocks';
import type { BlockKind } from './blocks/block-kind';
import type { SpecVocabulary } from './model-spec';

/**
 * What a user adds to the language: kinds of block, layer and callback by their `type`, and backends by their name.
 * They reach the schema too.
 */
export interface Plugin {
  readonly blocks?: Readonly<Record<string, BlockKind>>;
  /** Primitive kinds, each a kind of block as well. */
  readonly layers?: Readonly<Record<string, LayerDefinition>>;
  readonly callbacks?: Readonly<Record<string, CallbackKind>>;
  /** `auto` asks them before the built-in ones. */
  readonly backends?: Readonly<Record<string, Backend>>;
}

/** Everything that a spec may name, with the behaviour of its callbacks. */
export interface Vocabulary extends SpecVocabulary {
  readonly callbacks: Readonly<Record<string, CallbackKind>>;
}

const builtIn: Vocabulary = {
  blocks: builtInBlocks,
  callbacks: builtInCallbacks,
  backends: builtInBackendNames,
};

/** The built-in vocabulary and what plugins add; a later kind of one name replaces an earlier. */
export function vocabularyWith(plugins: readonly Plugin[] = []): Vocabulary {
  if (plugins.length === 0) return builtIn;
  return {
    blocks: Object.assign(
      {},
      builtInBlocks,
      ...plugins.flatMap(({ layers, blocks }) => [blocksOf(layers), blocks]),
    ),
    callbacks: Object.assign({}, builtInCallbacks, ...plugins.map((plugin) => plugin.callbacks)),
    backends: [
      ...new Set([...plugins.flatMap(({ backends = {} }) => Object.keys(backends)), ...builtInBackendNames]),
    ],
  };
}

/** A kind of block of a single layer for each kind of layer. */
function blocksOf(layers: NonNullable<Plugin['layers']> = {}): Record<string, BlockKind> {
  return Object.fromEntries(
    Object.entries(layers).map(([type, kind]) => [
      type,
      {
        type,
        about: kind.about,
        schema: kind.schema,
        shapeNeutral: kind.shapeNeutral ?? [],
        ...(kind.merges === undefined ? {} : { merges: kind.merges }),
        expand: (options) => [customLayer(kind, options)],
      },
    ]),
  );
}
