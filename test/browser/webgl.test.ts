import { expect, it } from 'vitest';
import { webgl } from '../../src/run/backends/webgl/webgl';
import { testBackend } from '../run/backends/conformance';

await testBackend(webgl, { slow: true, required: true });

it('reports the GPU, and that it is emulated on the CPU', async () => {
  expect(await webgl.probe()).toEqual({
    available: true,
    device: expect.stringMatching(/^WebGL 2, .*SwiftShader/),
    software: true,
  });
});
