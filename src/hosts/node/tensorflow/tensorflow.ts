import type { Backend } from '../../../run/backends/backend';
import { tfjsBackend } from '../../../run/backends/tfjs-backend';
import type { Gpu } from './describe-device';

/**
 * TensorFlow's native library, through `@tensorflow/tfjs-node-gpu` or else `@tensorflow/tfjs-node`, which the user installs.
 * If the program has already loaded it, that one is used. On a CPU, the same steps give the same bits.
 *
 * @param folders where to look for the package: in their `node_modules` and those of their parent folders, then next to
 * this library (default: the working directory)
 */
export function tensorflowBackend(folders?: readonly string[]): Backend {
  let gpu: Gpu | undefined;
  return tfjsBackend({
    name: 'tensorflow',
    accelerator: 'cpu',
    home: 'node',
    load: async () => {
      const { loadTfjsNode } = await import('./load-tfjs-node');
      gpu ??= await loadTfjsNode(folders);
    },
    describe: async () => {
      const { describeDevice } = await import('./describe-device');
      return describeDevice(gpu);
    },
    remedy: 'reinstall it: npm install @tensorflow/tfjs-node',
  });
}

/** {@link tensorflowBackend} with the package found from the working directory. */
export const tensorflow = tensorflowBackend();
