import { env } from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { webgl } from '../../src/run/backends/webgl/webgl';

afterEach(() => void vi.restoreAllMocks());

const remedy = 'use the backend wasm, which needs no GPU';

it('says that the browser has no WebGL 2, in silence', async () => {
  const output = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
  vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null);
  const reason = 'this browser does not support WebGL 2, or it is turned off';
  expect(await webgl.probe()).toEqual({ available: false, reason, remedy });
  for (const spy of output) expect(spy).not.toHaveBeenCalled();
});

it('refuses 16-bit floats', async () => {
  await webgl.probe();
  env().set('WEBGL_RENDER_FLOAT32_ENABLED', false);
  expect(await webgl.probe()).toEqual({
    available: false,
    reason: expect.stringContaining('16-bit floats'),
    remedy,
  });
  env().set('WEBGL_RENDER_FLOAT32_ENABLED', true);
  expect(await webgl.probe()).toMatchObject({ available: true });
});

it('leaves the flags of tfjs as they were', async () => {
  await webgl.probe();
  expect(env().getBool('SOFTWARE_WEBGL_ENABLED')).toBe(false);
});
