import type { Support } from '../../../compile/support';
import type { Backend, Probe } from '../backend';
import { BackendError } from '../backend-error';
import { cpu } from '../cpu';
import type { Device } from './program';

/** ONNX Runtime on a host. */
export interface OnnxRuntimeHost {
  readonly home: NonNullable<Backend['home']>;
  /** The providers that this system may have in addition to `cpu`. */
  readonly gpuProviders: readonly string[];
  /** What to do if it is missing. */
  readonly remedy: string;
  /** @param provider default `cpu` @throws BackendError on an unknown provider, and on one that does not start */
  openProvider(provider?: string): Promise<OpenedProvider>;
}

/** A provider that is ready to run graphs. */
export interface OpenedProvider {
  /** Its description. */
  readonly device: string;
  readonly hardware: Device;
}

/** ONNX Runtime: runs whole training steps as ONNX graphs. The part of its name after the colon is a provider. */
export function onnxruntimeOn(host: OnnxRuntimeHost): Backend {
  const onProvider = (wanted: string) => providerBackend(host, wanted);
  return { ...providerBackend(host), onDevice: onProvider, devices: host.gpuProviders };
}

function providerBackend(host: OnnxRuntimeHost, wanted?: string): Backend {
  const open = () => host.openProvider(wanted);
  const onProcessor = wanted === undefined || wanted === 'cpu';
  return {
    name: 'onnxruntime',
    accelerator: onProcessor ? 'cpu' : 'gpu',
    home: host.home,

    async probe(): Promise<Probe> {
      try {
        const { device } = await open();
        return { available: true, device };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const hint = error instanceof BackendError ? error.hint : undefined;
        return { available: false, reason, remedy: hint ?? host.remedy };
      }
    },

    async supports(plan): Promise<Support> {
      const { onnxSupport } = await import('../../../compile/onnx/lower');
      const support = onnxSupport(plan);
      if (!support.supported || onProcessor) return support;
      const { checkNumbers } = await import('./check-numbers');
      const [own, processor] = [await open(), await host.openProvider('cpu')];
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
