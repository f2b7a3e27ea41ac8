import { tfjsBackend } from './tfjs-backend';

/** Plain JavaScript: every kernel, everywhere, and far too slow for anything but small networks. */
export const cpu = tfjsBackend({
  name: 'cpu',
  accelerator: 'cpu',
  load: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
  },
  describe: () => 'CPU, plain JavaScript',
  remedy: 'install the package @tensorflow/tfjs-backend-cpu',
});
