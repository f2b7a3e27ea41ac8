import { getKernelsForBackend } from '@tensorflow/tfjs-core';
import { compilePlan } from '../compile/compile';
import type { ComputingKind, TfjsFacet } from '../layers/tfjs-facet';
import { tfjsFacets } from '../layers/tfjs-facets';
import type { ModelPlan, PlannedLayer } from '../plan/model-plan';
import type { Backend, Probe, Support } from './backend';
import { TfjsEngine } from './tfjs-engine';
import { readyBackend, withBackend } from './with-backend';

export interface TfjsBackendOptions {
  /** Its name here and in tfjs. */
  readonly name: string;
  readonly accelerator: 'gpu' | 'cpu';
  /** Imports and registers it with tfjs; called any number of times. Throws when the package is missing. */
  load(): Promise<void>;
  /** The device it runs on, once it is ready. */
  describe(): string | Promise<string>;
  /** What to do when it does not load. */
  readonly remedy: string;
}

/** A backend made from one of tfjs's. */
export function tfjsBackend({ name, accelerator, load, describe, remedy }: TfjsBackendOptions): Backend {
  const ready = async (): Promise<void> => {
    await load();
    await readyBackend(name);
  };
  return {
    name,
    accelerator,

    async probe(): Promise<Probe> {
      try {
        await ready();
        return { available: true, device: await describe() };
      } catch (error) {
        return { available: false, reason: error instanceof Error ? error.message : String(error), remedy };
      }
    },

    async supports(plan): Promise<Support> {
      await ready();
      return support(name, plan);
    },

    async compile(plan) {
      await ready();
      return withBackend(name, () => compilePlan(plan));
    },

    async createEngine(compiled) {
      await ready();
      return new TfjsEngine(name, await describe(), compiled);
    },
  };
}

/** Kernels of the losses, the metrics, the optimizers and the sums over branches, whatever the layers. */
export const stepKernels = [
  'Add',
  'ArgMax',
  'Cast',
  'ClipByValue',
  'Equal',
  'Exp',
  'Fill',
  'Identity',
  'Less',
  'LessEqual',
  'Log',
  'LogicalNot',
  'Max',
  'Mean',
  'Multiply',
  'Neg',
  'Pack',
  'RealDiv',
  'Reshape',
  'Rsqrt',
  'Sigmoid',
  'Softmax',
  'Softplus',
  'Sqrt',
  'Square',
  'Sub',
  'Sum',
  'ZerosLike',
];

function support(name: string, plan: ModelPlan): Support {
  const registered = new Set((getKernelsForBackend(name) ?? []).map(({ kernelName }) => kernelName));
  const missing = (kernels: readonly string[]) => kernels.filter((kernel) => !registered.has(kernel));
  const reasons: string[] = [];
  for (const planned of plan.layers) {
    if (planned.kind === 'input') continue;
    const layer = planned as PlannedLayer<ComputingKind>;
    const facet = tfjsFacets[layer.kind] as TfjsFacet<ComputingKind>;
    const why = kernelReason(missing(facet.kernels(layer)));
    if (why !== undefined) reasons.push(`layer "${layer.name}": ${why}`);
  }
  const [reason] = reasons;
  const general = kernelReason(missing(stepKernels));
  if (reason === undefined) {
    return general === undefined ? { supported: true } : { supported: false, reason: general };
  }
  const others = reasons.length > 1 ? ` (and ${reasons.length - 1} more layers)` : '';
  return { supported: false, reason: reason + others };
}

function kernelReason(missing: readonly string[]): string | undefined {
  if (missing.length === 0) return undefined;
  return `it lacks the kernel${missing.length === 1 ? '' : 's'} ${missing.join(', ')}`;
}
