import { engine } from '@tensorflow/tfjs-core';
import { findTfjsNode } from './find-tfjs-node';
import { firstGpu, type Gpu } from './first-gpu';
import { importTfjsNode } from './import-tfjs-node';
import { mendUtil } from './mend-util';
import { nodeModules } from './node-modules';

/**
 * Registers tfjs's backend `tensorflow`, found from `folders` (the working directory unless given), where the program
 * has not done so yet. Resolves to the GPU that TensorFlow would take, as it was before.
 *
 * @throws {BackendError} where there is no tfjs-node, or it does not load
 */
export async function loadTfjsNode(folders?: readonly string[]): Promise<Gpu | undefined> {
  const node = nodeModules();
  mendUtil(node);
  if (engine().findBackendFactory('tensorflow') !== null) return undefined;
  const found = findTfjsNode(node, folders ?? [process.cwd()]);
  // TensorFlow reserves most of the GPU's memory when it starts: what is free is asked before.
  const gpu = await firstGpu(node);
  // tfjs-node imports it too, maybe a copy of its own: of two, tfjs warns of each kernel of the later, and it must be the quiet one.
  await import('@tensorflow/tfjs-backend-cpu');
  importTfjsNode(node, found);
  return gpu;
}
