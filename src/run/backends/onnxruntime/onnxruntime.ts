import { gpuProviders } from '../../../hosts/node/onnxruntime/gpu-providers';
import type { Backend, Probe, Support } from '../backend';
import { BackendError } from '../backend-error';
import { cpu } from '../cpu';

/** ONNX Runtime through the package `onnxruntime-node`, which the user brings: whole training steps as graphs of ONNX. */
export const onnxruntime: Backend = { ...onProvider(), onDevice: onProvider, devices: gpuProviders };

function onProvider(wanted?: string): Backend {
  const open = async () => {
    const { openProvider } = await import('../../../hosts/node/onnxruntime/providers');
    return openProvider(wanted);
  };
  const onProcessor = wanted === undefined || wanted === 'cpu';
  return {
    name: 'onnxruntime',
    accelerator: onProcessor ? 'cpu' : 'gpu',
    home: 'node',

    async probe(): Promise<Probe> {
      try {
        const { device } = await open();
        return { available: true, device };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const hint = error instanceof BackendError ? error.hint : undefined;
        return { available: false, reason, remedy: hint ?? 'npm install onnxruntime-node@latest' };
      }
    },

    async supports(plan): Promise<Support> {
      const { onnxSupport } = await import('../../../compile/onnx/support');
      const support = onnxSupport(plan);
      if (!support.supported || onProcessor) return support;
      const { openProvider } = await import('../../../hosts/node/onnxruntime/providers');
      const { checkNumbers } = await import('./check-numbers');
      const [own, processor] = [await open(), await openProvider('cpu')];
      return checkNumbers(plan, own.hardware, processor.hardware);
    },

    compile: (plan) => cpu.compile(plan),

    async createEngine(compiled) {
      const { device, hardware } = await open();
      const { OnnxEngine } = await import('./onnx-engine');
      await cpu.probe();
      return new OnnxEngine('onnxruntime', device, compiled, hardware);
    },
  };
}
