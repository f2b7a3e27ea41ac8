import type { OnnxRuntime } from '../../../run/backends/onnxruntime/program';
import { packageError } from '../../../run/backends/package-error';

/** The package that the user brings. @throws BackendError when it is not installed or does not load */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw packageError('onnxruntime-node', error);
  }
}
