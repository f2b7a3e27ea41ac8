import type { Backend } from './backend';
import { cpu } from './cpu';
import { wasm } from './wasm';

/** The backends that come with the library, by name. */
export const builtInBackends: Readonly<Record<string, Backend>> = { wasm, cpu };
