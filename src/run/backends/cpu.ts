import { env, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { tfjsBackend } from './tfjs-backend';
import { readyBackend, withBackend } from './with-backend';

/** Plain JavaScript. Has every kernel and runs everywhere, but is too slow for all but small networks. */
export const cpu = tfjsBackend({
  name: 'cpu',
  accelerator: 'cpu',
  slow: true,
  load: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await readyBackend('cpu');
    writeFirstTensorQuietly();
  },
  describe: () => ({ device: 'CPU, plain JavaScript' }),
  remedy: 'install the package @tensorflow/tfjs-backend-cpu',
});

/** With its first tensor, the backend prints an advertisement for tfjs-node, unless tfjs is in production mode. */
function writeFirstTensorQuietly(): void {
  const former = env().getBool('PROD');
  env().set('PROD', true);
  try {
    withBackend('cpu', () => tidy(() => void tensor1d([0])));
  } finally {
    env().set('PROD', former);
  }
}
