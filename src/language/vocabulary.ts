import { customLayer } from '../layers/custom/custom-layer';
import type { LayerDefinition } from '../layers/custom/definition';
import { builtInBackendNames } from './backend-names';
import { builtInBlocks } from './blocks';
import type { BlockKind } from './blocks/block-kind';
import type { CallbackSchema } from './callbacks';
import { callbackSchemas } from './callbacks';
import type { SpecVocabulary } from './model-spec';

/**
 * What a plugin adds to the language: block, layer and callback types, and the names of backends. The behavior of
 * callbacks and backends is not part of the language: see `Plugin` in `run/`.
 */
export interface LanguagePlugin {
  /** Kinds of block by their `type`. */
  readonly blocks?: Readonly<Record<string, BlockKind>>;
  /** Primitive layer kinds. Each is also a block type. */
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

/** Returns the built-in vocabulary extended by plugins. A later definition replaces an earlier one of the same name. */
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

/** Returns a single-layer block type for each layer kind. */
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
