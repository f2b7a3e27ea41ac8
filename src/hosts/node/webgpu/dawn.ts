import { BackendError, packageError } from '../../../run/backends/backend-error';
import {
  type AdapterSource,
  adaptersOf,
  currentGpu,
  isSoftware,
  namesWith,
  noSuchAdapter,
  powerPreference,
} from '../../../run/backends/webgpu/adapter';
import { requireVulkan } from './vulkan';

/**
 * WebGPU in Node through the npm package `webgpu`: Dawn, on Vulkan, Metal or Direct3D 12. If the host program has defined
 * `navigator.gpu`, that is used instead.
 *
 * Only defines the globals that tfjs's backend reads, if the host program has not defined them. `navigator.gpu` is only
 * defined temporarily, because it would keep the process from exiting.
 *
 * @throws BackendError if the package, Vulkan or a driver is missing
 */
export async function nodeAdapters(): Promise<AdapterSource> {
  const given = currentGpu();
  if (given) return adaptersOf(given);
  requireVulkan();
  const { create, globals } = await importDawn();
  for (const name of usedGlobals) {
    if (!(name in globalThis)) Object.assign(globalThis, { [name]: Reflect.get(globals, name) });
  }
  return {
    async find(wanted) {
      const preference = powerPreference(wanted);
      const all = await adapterNames(create);
      const names = wanted === undefined || preference ? all : namesWith(wanted, all);
      const [first] = names;
      if (wanted !== undefined && all.length > 0 && first === undefined) throw noSuchAdapter(wanted, all);
      const gpu = instance(create, preference || first === undefined ? '' : `adapter=${first}`);
      const adapter = await gpu.requestAdapter(preference ? { powerPreference: preference } : {});
      if (!adapter) throw noAdapter();
      const { info } = adapter;
      const name = names.find((each) => slug(each) === slug(info.device)) ?? info.device;
      return { adapter, name, software: isSoftware(info, name) };
    },

    withNavigator(work) {
      const former = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
      Object.defineProperty(globalThis, 'navigator', { value: { gpu: {} }, configurable: true });
      try {
        return work();
      } finally {
        if (former) Object.defineProperty(globalThis, 'navigator', former);
        else Reflect.deleteProperty(globalThis, 'navigator');
      }
    },
  };
}

async function importDawn() {
  try {
    return await import('webgpu');
  } catch (cause) {
    throw packageError('webgpu', cause);
  }
}

const usedGlobals = ['GPUBuffer', 'GPUBufferUsage', 'GPUMapMode', 'GPUTexture', 'GPUTextureUsage'];

type Create = typeof import('webgpu').create;

/** All instances of Dawn by option, never released: the process crashes if one is garbage-collected before its devices. */
const instances = new Map<string, GPU>();

function instance(create: Create, option: string): GPU {
  const gpu = instances.get(option) ?? create(option === '' ? [] : [option]);
  instances.set(option, gpu);
  return gpu;
}

/** The names of all adapters, which Dawn only reports when asked for one that does not exist. */
async function adapterNames(create: Create): Promise<string[]> {
  try {
    await instance(create, 'adapter=?').requestAdapter();
    return [];
  } catch (error) {
    return [...String(error).matchAll(/name: '(.*)'/g)].flatMap(([, name]) => name ?? []);
  }
}

/** Converts a name to the form of an adapter's `info.device` in Dawn. */
function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function noAdapter(): BackendError {
  return new BackendError(
    'Dawn found no usable GPU',
    process.platform === 'linux'
      ? 'update its Vulkan driver (vulkaninfo --summary lists the drivers), or set VK_ICD_FILENAMES to another one'
      : "update the graphics driver; any GPU of the last ten years works with the system's own drivers",
  );
}
