import type { builtInBackendNames } from '../../language/backend-names';
import type { Backend } from '../../run/backends/backend';
import type { BackendTable } from '../../run/backends/backends-with';
import { cpu } from '../../run/backends/cpu';
import { wasm } from '../../run/backends/wasm/wasm';
import { webgl } from '../../run/backends/webgl/webgl';
import { onnxruntime } from './onnxruntime/onnxruntime';
import { tensorflow } from './tensorflow/tensorflow';
import { webgpuInNode } from './webgpu/webgpu';

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
