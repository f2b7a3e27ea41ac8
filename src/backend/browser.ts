import type { Backend } from './backend';
import { cpu } from './cpu';
import { wasm } from './wasm';
import { webgl } from './webgl';
import { webgpu } from './webgpu';

/** The backends that a browser has, by name. */
export const browserBackends: Readonly<Record<string, Backend>> = { webgpu, webgl, wasm, cpu };
