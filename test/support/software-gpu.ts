import { existsSync } from 'node:fs';

/** The path of the software GPU driver in Debian's Chromium package. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Makes Vulkan use SwiftShader if it is installed, so that tests do not depend on a GPU. A driver in `VK_ICD_FILENAMES` or
 * `VK_DRIVER_FILES` takes precedence. Applies to this process and its child processes.
 */
export function useSoftwareGpu(): void {
  const { env } = process;
  if (env.VK_DRIVER_FILES !== undefined || !existsSync(swiftShader)) return;
  env.VK_ICD_FILENAMES ??= swiftShader;
}
