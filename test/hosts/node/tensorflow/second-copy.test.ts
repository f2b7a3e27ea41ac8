import { expect, it, vi } from 'vitest';
import { tensorflowBackend } from '../../../../src/hosts/node/tensorflow/tensorflow';
import { cpu } from '../../../../src/run/backends/cpu';
import { fakeProject } from './fake-tfjs-node';

/** A tfjs-node with its own copy of the `cpu` backend, which registers a kernel that the program's copy has too. */
const withCopy = `
  const tf = require('@tensorflow/tfjs-core');
  const kernelFunc = () => { throw new Error('never run'); };
  tf.registerKernel({ kernelName: 'Abs', backendName: 'cpu', kernelFunc });
  throw new Error('no binding');
`;

it('suppresses warnings on kernels registered by both tfjs-node and the program', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const project = fakeProject('@tensorflow/tfjs-node', withCopy);
  expect(await tensorflowBackend([project]).probe()).toMatchObject({
    available: false,
    reason: '@tensorflow/tfjs-node: no binding',
  });
  expect(await cpu.probe()).toMatchObject({ available: true });
  expect(warn).not.toHaveBeenCalled();
});
