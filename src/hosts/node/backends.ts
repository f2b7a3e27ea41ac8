import type { builtInBackendNames } from '../../language/backend-names';
import type { Backend, BackendTable } from '../../run/backends/backend';
import { cpu } from '../../run/backends/cpu';
import { webgl } from '../../run/backends/webgl/webgl';
import { webgpuBackend } from '../../run/backends/webgpu/webgpu-backend';
import { onnxruntime } from './onnxruntime/onnxruntime';
import { tensorflow } from './tensorflow/tensorflow';
import { wasm } from './wasm/wasm';
import { nodeAdapters } from './webgpu/dawn';

/** Any GPU with a driver for Vulkan, Metal or Direct3D 12, through the npm package `webgpu`. */
export const webgpuInNode = webgpuBackend(nodeAdapters);

/** The backends that come with the library. Where one cannot be had, a browser's in Node say, its probe says so. */
export const builtInBackends: BackendTable & Readonly<Record<(typeof builtInBackendNames)[number], Backend>> =
  {
    webgpu: webgpuInNode,
    tensorflow,
    webgl,
    onnxruntime,
    wasm,
    cpu,
  };
