import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  copyRegisteredKernels,
  engine,
  getBackend,
  getKernelsForBackend,
  registerBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import { packageError } from '../backend-error';
import type { AdapterSource, FoundAdapter } from './adapter';

/** The device that tfjs's backend of that name runs on; none before it is started. */
export function tfjsDevice(name: string): GPUDevice | undefined {
  return name in engine().registry ? running(name).device : undefined;
}

/** Starts tfjs's WebGPU on an adapter under `name`, in place of a former one of that name, whose tensors stay there. */
export async function startTfjs(
  name: string,
  source: AdapterSource,
  { adapter }: FoundAdapter,
): Promise<GPUDevice> {
  const { WebGPUBackend } = await importTfjs();
  const device = await adapter.requestDevice(deviceDescriptor(adapter));
  engine().registry[name] = source.withNavigator(() => new WebGPUBackend(device, adapter.info));
  if (!getKernelsForBackend(name)?.length) copyRegisteredKernels('webgpu', name);
  // Of a priority below all others: tfjs is not to choose it by itself.
  if (!engine().findBackendFactory(name)) registerBackend(name, () => running(name), 0);
  // Where the name is current, the former one still is.
  if (getBackend() === name) void setBackend(name);
  return device;
}

async function importTfjs() {
  try {
    return await import('@tensorflow/tfjs-backend-webgpu');
  } catch (cause) {
    throw packageError('@tensorflow/tfjs-backend-webgpu', cause);
  }
}

function running(name: string): WebGPUBackend {
  return engine().registry[name] as WebGPUBackend;
}

/** A device with all of the adapter's sizes: unless asked for more, no tensor may be larger than 128 MiB. */
function deviceDescriptor({ limits }: GPUAdapter): GPUDeviceDescriptor {
  return { requiredLimits: Object.fromEntries(sizes.map((size) => [size, limits[size]])) };
}

const sizes = [
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
] as const;
