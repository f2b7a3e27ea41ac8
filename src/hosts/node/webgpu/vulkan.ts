import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BackendError } from '../../../run/backends/backend-error';

const recipe =
  'install libvulkan1 and the driver of the GPU (on Debian mesa-vulkan-drivers for AMD and Intel; NVIDIA has its own), ' +
  'or name the manifest of one elsewhere with VK_ICD_FILENAMES';

/** What is not in the environment. */
interface VulkanSystem {
  /** Whether the linker finds Vulkan's loader, `libvulkan.so.1`. */
  readonly hasLoader: boolean;
  /** Where that looks for `vulkan/icd.d`. */
  readonly folders: readonly string[];
}

/**
 * On Linux, makes sure that Dawn would find Vulkan and the manifest of a driver for it: where one is missing, Dawn itself
 * writes lines to the terminal that nobody can turn off.
 *
 * @throws BackendError that says which is missing and how to get it
 */
export function requireVulkan(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  system?: VulkanSystem,
): void {
  if (platform !== 'linux') return;
  const { hasLoader, folders } = system ?? thisSystem();
  if (!hasLoader) throw new BackendError('Vulkan is not installed: there is no libvulkan.so.1', recipe);
  if (env.VK_ADD_DRIVER_FILES !== undefined) return;
  const variable = env.VK_DRIVER_FILES === undefined ? 'VK_ICD_FILENAMES' : 'VK_DRIVER_FILES';
  const named = env[variable];
  if (named !== undefined) {
    if (named.split(delimiter).some((file) => existsSync(file))) return;
    throw new BackendError(
      `there is no Vulkan driver: ${variable} ${named === '' ? 'is empty' : `names ${named}, which does not exist`}`,
      `correct ${variable}, or unset it`,
    );
  }
  const home = env.HOME === undefined ? [] : [join(env.HOME, '.local/share'), join(env.HOME, '.config')];
  const given = [env.XDG_DATA_HOME, env.XDG_CONFIG_HOME, env.XDG_DATA_DIRS, env.XDG_CONFIG_DIRS];
  const lists = given.flatMap((list) => list?.split(delimiter) ?? []);
  if (![...lists, ...home, ...folders].some(hasManifest)) {
    throw new BackendError('there is no Vulkan driver', recipe);
  }
}

/** The folders are those of the loader's own build, and NixOS's. */
function thisSystem(): VulkanSystem {
  return {
    hasLoader: hasLoader(),
    folders: [
      '/etc/xdg',
      '/etc',
      '/usr/local/etc',
      '/usr/local/share',
      '/usr/share',
      '/run/opengl-driver/share',
    ],
  };
}

function hasManifest(folder: string): boolean {
  try {
    return readdirSync(join(folder, 'vulkan/icd.d')).some((file) => file.endsWith('.json'));
  } catch {
    return false;
  }
}

/** Node refuses the loader, as it is no add-on, but only after it was found. */
function hasLoader(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (error) {
    return !(error instanceof Error && error.message.includes('cannot open shared object file'));
  }
}
