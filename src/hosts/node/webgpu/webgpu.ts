import { webgpuBackend } from '../../../run/backends/webgpu/webgpu-backend';
import { nodeAdapters } from './dawn';

/** Any GPU with a driver for Vulkan, Metal or Direct3D 12, through the npm package `webgpu`. */
export const webgpuInNode = webgpuBackend(nodeAdapters);
