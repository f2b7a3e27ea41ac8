import { expect, it } from 'vitest';
import { webgl } from '../../../../src/run/backends/webgl/webgl';

// What it computes: test/browser.

it('is for browsers', async () => {
  expect(await webgl.probe()).toEqual({
    available: false,
    reason: 'only available in browsers',
    remedy: 'use the backend webgpu or wasm',
  });
});
