import type { Backend } from './backend';
import type { builtInBackendNames } from './backend-names';
import type { BackendTable } from './backends-with';
import { cpu } from './cpu';
import { onnxruntime } from './onnxruntime';
import { tensorflow } from './tensorflow';
import { wasm } from './wasm';
import { webgl } from './webgl';
import { webgpuInNode } from './webgpu-in-node';

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
