import { nodeAdapters } from './webgpu/dawn';
import { webgpuBackend } from './webgpu/webgpu-backend';

/** Any GPU with a driver for Vulkan, Metal or Direct3D 12, through the npm package `webgpu`. */
export const webgpuInNode = webgpuBackend(nodeAdapters);
