import { browserAdapters } from '../../run/backends/webgpu/navigator-gpu';
import { webgpuBackend } from '../../run/backends/webgpu/webgpu-backend';

/** Any GPU that a browser offers through WebGPU. */
export const webgpu = webgpuBackend(browserAdapters);
