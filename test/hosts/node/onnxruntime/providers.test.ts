import { expect, it, vi } from 'vitest';
import { gpuProviders } from '../../../../src/hosts/node/onnxruntime/gpu-providers';
import { onnxruntime } from '../../../../src/hosts/node/onnxruntime/onnxruntime';

const probe = (device: string) => onnxruntime.onDevice?.(device).probe();

it('runs on the processor unless it is told otherwise', async () => {
  expect(await onnxruntime.probe()).toEqual({
    available: true,
    device: expect.stringMatching(/^CPU, ONNX Runtime 1\.\d+\.\d+, \d+ threads?$/),
  });
  expect(await probe('cpu')).toEqual(await onnxruntime.probe());
  expect([onnxruntime.accelerator, onnxruntime.onDevice?.('cuda').accelerator]).toEqual(['cpu', 'gpu']);
});

it('says of every provider of this system what it would run on, or why not and what to do', async () => {
  expect(onnxruntime.devices).toEqual(gpuProviders);
  for (const name of gpuProviders.filter((provider) => provider !== 'webgpu')) {
    const found = await probe(name);
    expect(found).toMatchObject(
      found?.available === true
        ? { device: expect.any(String) }
        : { reason: expect.any(String), remedy: expect.stringMatching(/^it needs /) },
    );
  }
});

it.skipIf(process.platform !== 'linux')(
  'misses the files for CUDA where its install script was not let',
  async () => {
    const found = await probe('cuda');
    if (found?.available) return;
    expect(found).toMatchObject({
      reason: 'the CUDA files are missing from the package onnxruntime-node',
      remedy: expect.stringContaining('ONNXRUNTIME_NODE_INSTALL=skip'),
    });
  },
);

it('knows no other providers', async () => {
  expect(await probe('xyz')).toEqual({
    available: false,
    reason: '"xyz" is no provider of ONNX Runtime',
    remedy: expect.stringMatching(/^here there may be "?onnxruntime:cpu"?/),
  });
});

it('says that the package is missing, and how to get it', async () => {
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
