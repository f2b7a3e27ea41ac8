import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { expect, it, vi } from 'vitest';
import { wasm } from '../../src/hosts/browser/backends';

it('says what to do where the page does not find the .wasm files', async () => {
  setWasmPaths('/nowhere/');
  // Emscripten tells the console in its own words.
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  expect(await wasm.probe()).toEqual({
    available: false,
    reason: "the page cannot load tfjs's .wasm files",
    remedy:
      'serve the folder wasm-out of the package @tensorflow/tfjs-backend-wasm, and call its setWasmPaths(url) with the URL of that folder before training',
  });
  expect(await wasm.probe()).toMatchObject({ available: false });
});
