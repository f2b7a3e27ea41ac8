import type { Backend } from '../../run/backends/backend';
import { cpu } from '../../run/backends/cpu';
import { wasm } from '../../run/backends/wasm/wasm';
import { webgl } from '../../run/backends/webgl/webgl';
import { browserAdapters } from '../../run/backends/webgpu/adapter';
import { webgpuBackend } from '../../run/backends/webgpu/webgpu-backend';

/** Any GPU that a browser offers through WebGPU. */
export const webgpu = webgpuBackend(browserAdapters);

/** The backends that a browser has, by name. */
export const browserBackends: Readonly<Record<string, Backend>> = { webgpu, webgl, wasm, cpu };
