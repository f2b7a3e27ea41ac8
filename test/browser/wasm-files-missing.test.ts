import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { expect, it, vi } from 'vitest';
import { wasm } from '../../src/hosts/browser/backends';

it('reports what to do if the page does not find the .wasm files', async () => {
  setWasmPaths('/nowhere/');
  // Emscripten logs its own message to the console.
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  expect(await wasm.probe()).toEqual({
    available: false,
    reason: expect.stringMatching(
      /^the page cannot load "http:\/\/localhost:\d+\/nowhere\/tfjs-backend-wasm(-threaded)?-simd\.wasm"/,
    ),
    remedy:
      'serve the folder wasm-out of the package @tensorflow/tfjs-backend-wasm, and call its setWasmPaths(url) with the URL of that folder before training',
  });
  expect(await wasm.probe()).toMatchObject({ available: false });
});
