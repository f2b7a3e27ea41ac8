import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireVulkan } from '../../../../src/hosts/node/webgpu/vulkan';
import { folderOf } from '../../../support/tiny-project';

/** On a system with the loader but without drivers. */
const found = (env: NodeJS.ProcessEnv) => () => requireVulkan(env, 'linux', { hasLoader: true, folders: [] });

describe('requireVulkan', () => {
  it('accepts a driver in an environment variable', () => {
    const folder = folderOf({ 'driver.json': '{}' });
    const file = join(folder, 'driver.json');
    expect(found({ VK_ICD_FILENAMES: file })).not.toThrow();
    expect(found({ VK_DRIVER_FILES: `/none.json:${file}` })).not.toThrow();
    expect(found({ VK_ADD_DRIVER_FILES: file })).not.toThrow();
  });

  it("accepts a driver with its manifest in the user's folders", () => {
    const folder = folderOf({ 'vulkan/icd.d/radeon.json': '{}', 'other/vulkan/icd.d/readme.txt': '' });
    expect(found({ XDG_DATA_DIRS: `/none:${folder}` })).not.toThrow();
    expect(found({ XDG_DATA_DIRS: join(folder, 'other') })).toThrow('no Vulkan driver found');
  });

  it('reports what is missing and how to install it', () => {
    expect(found({})).toThrow(
      expect.objectContaining({
        message: 'no Vulkan driver found',
        hint: expect.stringContaining('mesa-vulkan-drivers'),
      }),
    );
    expect(found({ VK_ICD_FILENAMES: '/none.json' })).toThrow(
      expect.objectContaining({
        message: 'no Vulkan driver found: VK_ICD_FILENAMES is /none.json, which does not exist',
        hint: 'fix VK_ICD_FILENAMES, or unset it',
      }),
    );
    expect(found({ VK_ICD_FILENAMES: '' })).toThrow('no Vulkan driver found: VK_ICD_FILENAMES is empty');
    expect(() => requireVulkan({}, 'linux', { hasLoader: false, folders: [] })).toThrow(
      'Vulkan is not installed: libvulkan.so.1 was not found',
    );
  });

  it.each(['darwin', 'win32'] as const)('requires nothing on %s', (platform) => {
    expect(() => requireVulkan({}, platform, { hasLoader: false, folders: [] })).not.toThrow();
  });
});
