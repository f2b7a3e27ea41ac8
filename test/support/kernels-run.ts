import { getKernelsForBackend, profile } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

/** The tfjs kernels that `work` runs on the backend cpu, without duplicates, sorted. */
export async function kernelsRun(work: () => unknown): Promise<string[]> {
  const { kernelNames } = await profile(async () => {
    await work();
    return [];
  });
  // The profile also lists operations with custom gradients, which are not kernels.
  const kernels = new Set(getKernelsForBackend('cpu').map(({ kernelName }) => kernelName));
  return [...new Set(kernelNames)].filter((name) => kernels.has(name)).sort();
}
