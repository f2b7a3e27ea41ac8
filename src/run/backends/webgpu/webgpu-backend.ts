import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  copyRegisteredKernels,
  engine,
  getBackend,
  getKernelsForBackend,
  registerBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
import type { CompiledModel } from '../../../compile/tfjs/compile';
import type { Backend } from '../backend';
import { packageError } from '../backend-error';
import { nextTurn } from '../engine';
import { type Device, tfjsBackend } from '../tfjs-backend';
import { type AdapterSource, type FoundAdapter, isSoftware, nameOf } from './adapter';
import { type DeviceWatch, guardEngine, lostError, watchDevice } from './guard-engine';

/**
 * The backend `webgpu`, with the adapters of `open`. `webgpu:high-performance`, `webgpu:low-power` and
 * `webgpu:<part of a name>` choose among several. If a device is lost, its engines reject and the next model is built
 * on a new one. A device that the host program has started in tfjs is used as is.
 */
export function webgpuBackend(open: () => Promise<AdapterSource>): Backend {
  const known = new WeakMap<GPUDevice, Device>();
  const watches = new WeakMap<GPUDevice, DeviceWatch>();
  const deviceOf = new WeakMap<CompiledModel, GPUDevice>();

  /** The device of that name; started if it isn't running. */
  const deviceNamed = async (name: string, wanted: string | undefined): Promise<GPUDevice> => {
    const running = tfjsDevice(name);
    if (running && !(await isLost(running))) return running;
    const source = await open();
    const found = await source.find(wanted);
    const device = await startTfjs(name, source, found);
    known.set(device, describe(found));
    return device;
  };

  const on = (wanted?: string): Backend => {
    const name = wanted === undefined ? 'webgpu' : `webgpu:${wanted}`;
    let starting: Promise<GPUDevice> | undefined;
    const ready = async (): Promise<GPUDevice> => {
      starting ??= deviceNamed(name, wanted).finally(() => {
        starting = undefined;
      });
      return starting;
    };
    const backend = tfjsBackend({
      name,
      accelerator: 'gpu',
      load: async () => void (await ready()),
      async describe() {
        const device = await ready();
        const { adapterInfo: info } = device;
        return (
          known.get(device) ?? describe({ name: nameOf(info), software: isSoftware(info, nameOf(info)) })
        );
      },
      remedy: 'use the backend wasm, which needs no GPU',
    });
    return {
      ...backend,
      async compile(plan) {
        const device = await ready();
        const compiled = await backend.compile(plan);
        deviceOf.set(compiled, device);
        return compiled;
      },
      async createEngine(compiled) {
        const device = deviceOf.get(compiled) ?? (await ready());
        if (await isLost(device)) throw lostError(await device.lost);
        const watch = watches.get(device) ?? watchDevice(device);
        watches.set(device, watch);
        return guardEngine(await backend.createEngine(compiled), device, watch);
      },
      onDevice: on,
    };
  };
  return on();
}

function describe({ name, software }: Pick<FoundAdapter, 'name' | 'software'>): Device {
  return { device: `${name}, WebGPU`, software };
}

function isLost({ lost }: GPUDevice): Promise<boolean> {
  return Promise.race([lost.then(() => true), nextTurn().then(() => false)]);
}

/** The device of the tfjs backend of that name; `undefined` before it has started. */
export function tfjsDevice(name: string): GPUDevice | undefined {
  return name in engine().registry ? running(name).device : undefined;
}

/** Starts tfjs's WebGPU backend on an adapter under `name`. Replaces a former one of that name, which keeps its tensors. */
async function startTfjs(name: string, source: AdapterSource, { adapter }: FoundAdapter): Promise<GPUDevice> {
  const { WebGPUBackend } = await importTfjs();
  const device = await adapter.requestDevice(deviceDescriptor(adapter));
  engine().registry[name] = source.withNavigator(() => new WebGPUBackend(device, adapter.info));
  if (!getKernelsForBackend(name)?.length) copyRegisteredKernels('webgpu', name);
  // The lowest priority, so that tfjs does not choose it by itself.
  if (!engine().findBackendFactory(name)) registerBackend(name, () => running(name), 0);
  // If the name is current, tfjs still uses the former backend.
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

/** Requests the adapter's maximum sizes. By default, no tensor may be larger than 128 MiB. */
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
