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
 * WebGPU in Node, through the npm package `webgpu`: Dawn, on Vulkan, Metal or Direct3D 12. A `navigator.gpu` that the host
 * program has made goes before it.
 *
 * Of its globals only the classes and constants that tfjs's backend reads are defined, where the host program has not
 * done so already. There is no lasting `navigator.gpu`: it would keep the process from ending.
 *
 * @throws BackendError when the package, Vulkan or a driver is missing
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

/** Every instance of Dawn, by its option, for good: the process crashes when one is collected before its devices. */
const instances = new Map<string, GPU>();

function instance(create: Create, option: string): GPU {
  const gpu = instances.get(option) ?? create(option === '' ? [] : [option]);
  instances.set(option, gpu);
  return gpu;
}

/** The names of all adapters. Dawn tells them when it is asked for one that there is not, and only then. */
async function adapterNames(create: Create): Promise<string[]> {
  try {
    await instance(create, 'adapter=?').requestAdapter();
    return [];
  } catch (error) {
    return [...String(error).matchAll(/name: '(.*)'/g)].flatMap(([, name]) => name ?? []);
  }
}

/** A name as Dawn writes it in an adapter's `info.device`. */
function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function noAdapter(): BackendError {
  return new BackendError(
    'Dawn finds no GPU that it can use',
    process.platform === 'linux'
      ? 'update its Vulkan driver (vulkaninfo --summary shows what there is), or name another with VK_ICD_FILENAMES'
      : "update the graphics driver; a GPU of the last ten years with the system's own drivers is enough",
  );
}
