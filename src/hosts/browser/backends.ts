import type { Backend } from '../../run/backends/backend';
import { cpu } from '../../run/backends/cpu';
import { wasm } from '../../run/backends/wasm/wasm';
import { webgl } from '../../run/backends/webgl/webgl';
import { webgpu } from './webgpu';

/** The backends that a browser has, by name. */
export const browserBackends: Readonly<Record<string, Backend>> = { webgpu, webgl, wasm, cpu };
