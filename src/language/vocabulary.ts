import { customLayer } from '../layers/custom/custom-layer';
import type { LayerDefinition } from '../layers/custom/definition';
import { builtInBackendNames } from './backend-names';
import { builtInBlocks } from './blocks';
import type { BlockKind } from './blocks/block-kind';
import type { CallbackSchema } from './callbacks';
import { callbackSchemas } from './callbacks';
import type { SpecVocabulary } from './model-spec';

/**
 * What a plugin adds to the language: kinds of block, layer and callback by their `type`, and the names of backends.
 * How callbacks and backends behave is no concern of the language: see `Plugin` in `run/`.
 */
export interface LanguagePlugin {
  /** Kinds of block by their `type`. */
  readonly blocks?: Readonly<Record<string, BlockKind>>;
  /** Primitive kinds, each a kind of block as well. */
  readonly layers?: Readonly<Record<string, LayerDefinition>>;
  /** What the checker needs to know of callbacks, by their `type`. */
  readonly callbacks?: Readonly<Record<string, CallbackSchema>>;
  /** Backends by name; only the names matter to the checker. */
  readonly backends?: Readonly<Record<string, unknown>>;
}

const builtIn: SpecVocabulary = {
  blocks: builtInBlocks,
  callbacks: callbackSchemas,
  backends: builtInBackendNames,
};

/** The built-in vocabulary and what plugins add; a later kind of one name replaces an earlier. */
export function vocabularyWith(plugins: readonly LanguagePlugin[] = []): SpecVocabulary {
  if (plugins.length === 0) return builtIn;
  return {
    blocks: Object.assign(
      {},
      builtInBlocks,
      ...plugins.flatMap(({ layers, blocks }) => [blocksOf(layers), blocks]),
    ),
    callbacks: Object.assign({}, callbackSchemas, ...plugins.map((plugin) => plugin.callbacks)),
    backends: [
      ...new Set([...plugins.flatMap(({ backends = {} }) => Object.keys(backends)), ...builtInBackendNames]),
    ],
  };
}

/** A kind of block of a single layer for each kind of layer. */
function blocksOf(layers: NonNullable<LanguagePlugin['layers']> = {}): Record<string, BlockKind> {
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
