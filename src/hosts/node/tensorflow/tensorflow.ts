import type { Backend } from '../../../run/backends/backend';
import { tfjsBackend } from '../../../run/backends/tfjs-backend';
import type { Gpu } from './describe-device';

/**
 * TensorFlow's own library, through `@tensorflow/tfjs-node-gpu` or else `@tensorflow/tfjs-node`, which the user
 * brings. One that the program has loaded already is used as it is. On a CPU the same steps give the same bits.
 *
 * @param folders where to look for the package: in their `node_modules` and those of the folders above, then beside
 * this library; the working directory unless given
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
    remedy: 'install it anew: npm install @tensorflow/tfjs-node',
  });
}

/** {@link tensorflowBackend} with the package of the working directory. */
export const tensorflow = tensorflowBackend();
