import { BackendError } from '../../../run/backends/backend-error';
import type { NodeModules } from './node-modules';

/** A tfjs-node that is installed. */
export interface TfjsNode {
  readonly name: (typeof packages)[number];
  /** The file that is its main export. */
  readonly entry: string;
}

/** The GPU's package first: where both are, the user means it. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/**
 * The tfjs-node of the user: from `folders`, as Node finds packages from a file there, or else beside this library.
 *
 * @throws {BackendError} where there is none
 */
export function findTfjsNode({ module, path }: NodeModules, folders: readonly string[]): TfjsNode {
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  for (const name of packages) {
    for (const from of [...folders.map((folder) => path.resolve(folder, 'noop.js')), here]) {
      try {
        return { name, entry: module.createRequire(from).resolve(name) };
      } catch {}
    }
  }
  throw new BackendError(
    'neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed',
    'npm install @tensorflow/tfjs-node, or build it against the TensorFlow of a Python: docs/backends.md',
  );
}
