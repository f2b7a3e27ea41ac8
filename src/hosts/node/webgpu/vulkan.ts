import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BackendError } from '../../../run/backends/backend-error';

const recipe =
  'install libvulkan1 and the driver of the GPU (on Debian mesa-vulkan-drivers for AMD and Intel; NVIDIA has its own), ' +
  'or set VK_ICD_FILENAMES to the manifest of a driver';

/** The system properties that are not environment variables. */
interface VulkanSystem {
  /** Whether the linker finds Vulkan's loader, `libvulkan.so.1`. */
  readonly hasLoader: boolean;
  /** Folders in which the loader looks for `vulkan/icd.d`. */
  readonly folders: readonly string[];
}

/**
 * On Linux, checks that Dawn will find Vulkan and the manifest of a driver, because otherwise Dawn writes lines to the
 * terminal that cannot be suppressed.
 *
 * @throws BackendError that explains which is missing and how to install it
 */
export function requireVulkan(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  system?: VulkanSystem,
): void {
  if (platform !== 'linux') return;
  const { hasLoader, folders } = system ?? thisSystem();
  if (!hasLoader) throw new BackendError('Vulkan is not installed: libvulkan.so.1 was not found', recipe);
  if (env.VK_ADD_DRIVER_FILES !== undefined) return;
  const variable = env.VK_DRIVER_FILES === undefined ? 'VK_ICD_FILENAMES' : 'VK_DRIVER_FILES';
  const named = env[variable];
  if (named !== undefined) {
    if (named.split(delimiter).some((file) => existsSync(file))) return;
    throw new BackendError(
      `no Vulkan driver found: ${variable} ${named === '' ? 'is empty' : `is ${named}, which does not exist`}`,
      `fix ${variable}, or unset it`,
    );
  }
  const home = env.HOME === undefined ? [] : [join(env.HOME, '.local/share'), join(env.HOME, '.config')];
  const given = [env.XDG_DATA_HOME, env.XDG_CONFIG_HOME, env.XDG_DATA_DIRS, env.XDG_CONFIG_DIRS];
  const lists = given.flatMap((list) => list?.split(delimiter) ?? []);
  if (![...lists, ...home, ...folders].some(hasManifest)) {
    throw new BackendError('no Vulkan driver found', recipe);
  }
}

/** This system, with the default folders of the loader and that of NixOS. */
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

/** Whether the loader is found: Node rejects it because it is not an add-on, but only after finding it. */
function hasLoader(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return true;
  } catch (error) {
    return !(error instanceof Error && error.message.includes('cannot open shared object file'));
  }
}
