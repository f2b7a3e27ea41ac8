import type { LanguagePlugin } from '../language/vocabulary';
import type { BackendTable } from './backends/backend';
import { builtInCallbacks, type CallbackTable } from './training/callbacks';
import type { CallbackKind } from './training/callbacks/callback';

/**
 * What a user adds to convspec: kinds of block, layer and callback by their `type`, and backends by their name.
 * They reach the schema too.
 */
export interface Plugin extends LanguagePlugin {
  /** Kinds of callback by their `type`. */
  readonly callbacks?: Readonly<Record<string, CallbackKind>>;
  /** `auto` asks them before the built-in ones. */
  readonly backends?: BackendTable;
}

/** The built-in kinds of callback and those of plugins; a later kind of one name replaces an earlier. */
export function callbacksWith(plugins: readonly Plugin[] = []): CallbackTable {
  return Object.assign({}, builtInCallbacks, ...plugins.map(({ callbacks }) => callbacks));
}
