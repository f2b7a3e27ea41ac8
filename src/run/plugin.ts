import type { LanguagePlugin } from '../language/vocabulary';
import type { BackendTable } from './backends/backend';
import { builtInCallbacks, type CallbackTable } from './training/callbacks';
import type { CallbackKind } from './training/callbacks/callback';

/**
 * Extends convspec with kinds of block, layer and callback by their `type`, and with backends by their name. The kinds are
 * added to the schema too.
 */
export interface Plugin extends LanguagePlugin {
  /** Kinds of callback by their `type`. */
  readonly callbacks?: Readonly<Record<string, CallbackKind>>;
  /** `auto` tries them before the built-in ones. */
  readonly backends?: BackendTable;
}

/** The built-in kinds of callback and those of plugins; a later kind replaces an earlier one with the same name. */
export function callbacksWith(plugins: readonly Plugin[] = []): CallbackTable {
  return Object.assign({}, builtInCallbacks, ...plugins.map(({ callbacks }) => callbacks));
}
