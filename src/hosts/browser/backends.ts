import type { BackendTable } from '../../run/backends/backend';
import { cpu } from '../../run/backends/cpu';
import { wasmOn } from '../../run/backends/wasm/wasm';
import { webgl } from '../../run/backends/webgl/webgl';
import { browserAdapters } from '../../run/backends/webgpu/adapter';
import { webgpuBackend } from '../../run/backends/webgpu/webgpu-backend';

/** Any GPU that a browser offers through WebGPU. */
export const webgpu = webgpuBackend(browserAdapters);

/** tfjs's WebAssembly backend as tfjs sets it up itself. */
export const wasm = wasmOn({});

/** The backends that a browser has, by name. */
export const browserBackends: BackendTable = { webgpu, webgl, wasm, cpu };
