import { expect, it } from 'vitest';
import { webgl } from '../../../../src/run/backends/webgl/webgl';

// Its results are tested in test/browser.

it('is only available in browsers', async () => {
  expect(await webgl.probe()).toEqual({
    available: false,
    reason: 'only available in browsers',
    remedy: 'use the backend webgpu or wasm',
  });
});
