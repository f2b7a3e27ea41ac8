import { expect, it, vi } from 'vitest';
import { gpuProviders } from '../../../../src/hosts/node/onnxruntime/gpu-providers';
import { onnxruntime } from '../../../../src/hosts/node/onnxruntime/onnxruntime';

const probe = (device: string) => onnxruntime.onDevice?.(device).probe();

it('runs on the CPU by default', async () => {
  expect(await onnxruntime.probe()).toEqual({
    available: true,
    device: expect.stringMatching(/^CPU, ONNX Runtime 1\.\d+\.\d+, \d+ threads?$/),
  });
  expect(await probe('cpu')).toEqual(await onnxruntime.probe());
  expect([onnxruntime.accelerator, onnxruntime.onDevice?.('cuda').accelerator]).toEqual(['cpu', 'gpu']);
});

it('reports the device of every provider of this system, or the reason and a remedy', async () => {
  expect(onnxruntime.devices).toEqual(gpuProviders);
  for (const name of gpuProviders.filter((provider) => provider !== 'webgpu')) {
    const found = await probe(name);
    expect(found).toMatchObject(
      found?.available === true
        ? { device: expect.any(String) }
        : { reason: expect.any(String), remedy: expect.stringMatching(/^use /) },
    );
  }
});

it.skipIf(process.platform !== 'linux')(
  'reports that the CUDA files are missing without the install script',
  async () => {
    const found = await probe('cuda');
    if (found?.available) return;
    expect(found).toMatchObject({
      reason: 'the CUDA files are missing from the package onnxruntime-node',
      remedy: expect.stringContaining('ONNXRUNTIME_NODE_INSTALL=skip'),
    });
  },
);

it('rejects other providers', async () => {
  expect(await probe('xyz')).toEqual({
    available: false,
    reason: 'unknown provider of ONNX Runtime: "xyz"',
    remedy: expect.stringMatching(/^on this system, use "?onnxruntime:cpu"?/),
  });
});

it('reports that the package is missing, with a remedy', async () => {
  vi.resetModules();
  vi.doMock('onnxruntime-node', () => {
    throw new Error("Cannot find package 'onnxruntime-node' imported from here");
  });
  const { loadOnnxRuntime } = await import('../../../../src/hosts/node/onnxruntime/providers');
  await expect(loadOnnxRuntime()).rejects.toMatchObject({
    name: 'BackendError',
    message: expect.stringContaining('onnxruntime-node'),
  });
  vi.doUnmock('onnxruntime-node');
});
