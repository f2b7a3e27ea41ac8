import { existsSync } from 'node:fs';

/** Where Debian's package of Chromium has the driver of its GPU in software. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Makes Vulkan use SwiftShader where it is installed, so that tests depend on no machine's GPU; a driver that
 * `VK_ICD_FILENAMES` or `VK_DRIVER_FILES` names goes before it. For this process and those that it starts.
 */
export function useSoftwareGpu(): void {
  const { env } = process;
  if (env.VK_DRIVER_FILES !== undefined || !existsSync(swiftShader)) return;
  env.VK_ICD_FILENAMES ??= swiftShader;
}
