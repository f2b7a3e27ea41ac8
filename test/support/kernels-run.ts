import { getKernelsForBackend, profile } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

/** The kernels of tfjs that `work` runs on the backend cpu, each once, sorted. */
export async function kernelsRun(work: () => unknown): Promise<string[]> {
  const { kernelNames } = await profile(async () => {
    await work();
    return [];
  });
  // The profile also lists operations with a gradient of their own, which are no kernels.
  const kernels = new Set(getKernelsForBackend('cpu').map(({ kernelName }) => kernelName));
  return [...new Set(kernelNames)].filter((name) => kernels.has(name)).sort();
}
