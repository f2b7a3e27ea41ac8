import type { Support } from '../../compile/support';
import type { Backend, Probe } from './backend';
import { BackendError } from './backend-error';

/** What a backend reports about its device. */
export type Device = Omit<Extract<Probe, { available: true }>, 'available'>;

/** Options of `tfjsBackend`. */
export interface TfjsBackendOptions {
  /** Its name in convspec and in tfjs. */
  readonly name: string;
  /** Whether it runs on a GPU or on the processor. */
  readonly accelerator: 'gpu' | 'cpu';
  /** Whether it is so slow that choosing it because others are unavailable deserves a warning; default: false. */
  readonly slow?: boolean;
  /** The only host it can run on; default: both. */
  readonly home?: NonNullable<Backend['home']>;
  /**
   * Imports it and registers it with tfjs. May be called any number of times. Throws if the package is missing, or a
   * `BackendError` that says what is wrong and what to do.
   */
  load(): Promise<void>;
  /** The device it runs on, once it is ready. */
  describe(): Device | Promise<Device>;
  /** What to do if it does not load. */
  readonly remedy: string;
}

/**
 * Makes a backend from one of tfjs's. Nothing of tfjs is loaded before its first use.
 *
 * @example
 * const mine = tfjsBackend({
 *   name: 'mine',
 *   accelerator: 'cpu',
 *   load: async () => void (await import('my-tfjs-backend')),
 *   describe: () => 'this processor',
 *   remedy: 'npm install my-tfjs-backend',
 * });
 */
export function tfjsBackend(options: TfjsBackendOptions): Backend {
  const { name, accelerator, load, describe, remedy } = options;
  const ready = async (): Promise<void> => {
    await load();
    const { readyBackend } = await import('./with-backend');
    await readyBackend(name);
  };
  return {
    name,
    accelerator,
    ...(options.home === undefined ? {} : { home: options.home }),
    slow: options.slow ?? false,

    async probe(): Promise<Probe> {
      try {
        await ready();
        return { available: true, ...(await describe()) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const hint = error instanceof BackendError ? error.hint : undefined;
        return { available: false, reason, remedy: hint ?? remedy };
      }
    },

    async supports(plan): Promise<Support> {
      await ready();
      const { getKernelsForBackend } = await import('@tensorflow/tfjs-core');
      const { kernelNeeds, supportOf } = await import('./kernel-needs');
      const registered = (getKernelsForBackend(name) ?? []).map(({ kernelName }) => kernelName);
      return supportOf(kernelNeeds(plan), new Set(registered));
    },

    async compile(plan) {
      await ready();
      const { compilePlan } = await import('../../compile/tfjs/compile');
      const { withBackend } = await import('./with-backend');
      return withBackend(name, () => compilePlan(plan));
    },

    async createEngine(compiled) {
      await ready();
      const { TfjsEngine } = await import('./tfjs-engine');
      return new TfjsEngine(name, (await describe()).device, compiled);
    },
  };
}
