import { copyRegisteredKernels, findBackendFactory, registerBackend } from '@tensorflow/tfjs-core';
import { type Plugin, tfjsBackend } from '../../src/index';

/** tfjs's backend in plain JavaScript, under a name of its own. */
const plain = tfjsBackend({
  name: 'plain', // in specs, and in tfjs
  accelerator: 'cpu',
  async load() {
    const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
    if (findBackendFactory('plain')) return;
    copyRegisteredKernels('cpu', 'plain');
    registerBackend('plain', () => new MathBackendCPU(), 0);
  },
  describe: () => ({ device: 'this processor', memoryBytes: 2 ** 30 }),
  remedy: 'npm install @tensorflow/tfjs-backend-cpu',
});

export default { backends: { plain } } satisfies Plugin;
