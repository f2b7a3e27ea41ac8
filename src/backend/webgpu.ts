import { browserAdapters } from './webgpu/navigator-gpu';
import { webgpuBackend } from './webgpu/webgpu-backend';

/** Any GPU that a browser offers through WebGPU. */
export const webgpu = webgpuBackend(browserAdapters);
