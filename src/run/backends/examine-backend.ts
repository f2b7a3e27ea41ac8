import type { ModelPlan } from '../../check/model-plan';
import type { KernelNeed, Support } from '../../compile/support';
import type { Backend, Probe } from './backend';

/** What a backend says about this machine, and about a plan where there is one and it could be asked. */
export interface ExaminedBackend {
  readonly name: string;
  readonly accelerator: Backend['accelerator'];
  readonly probe: Probe;
  readonly support: Support | null;
}

/** Asks a backend; one that throws is not available. `name` is what it was asked for by. */
export async function examineBackend(
  name: string,
  backend: Backend,
  plan: ModelPlan | null,
): Promise<ExaminedBackend> {
  const { accelerator } = backend;
  try {
    const probe = await backend.probe();
    const support = plan && probe.available ? await backend.supports(plan) : null;
    if (support === undefined) throw new Error('its supports() gave no answer');
    return { name, accelerator, probe, support };
  } catch (error) {
    const reason = `it failed when it was asked: ${error instanceof Error ? error.message : String(error)}`;
    const probe = { available: false, reason, remedy: 'use another backend, and report this one' } as const;
    return { name, accelerator, probe, support: null };
  }
}

/** Why a backend is not taken. */
export interface Objection {
  readonly name: string;
  readonly reason: string;
  readonly remedy: string;
  readonly missing?: readonly KernelNeed[];
}

/** What speaks against a backend, if anything; `auto` does not take a GPU that the processor imitates. */
export function objectionTo(
  { name, probe, support }: ExaminedBackend,
  { auto }: { readonly auto: boolean },
): Objection | undefined {
  if (!probe.available) return { name, reason: probe.reason, remedy: probe.remedy };
  if (support?.supported === false) {
    return {
      name,
      reason: `it cannot train this plan: ${support.reason}`,
      remedy: auto ? 'change what needs it' : 'change what needs it, or use backend: auto',
      ...(support.missing ? { missing: support.missing } : {}),
    };
  }
  if (!auto || probe.software !== true) return undefined;
  return {
    name,
    reason: `${probe.device}: a GPU that the processor imitates, slower than wasm`,
    remedy: `ask for it by name: backend: ${name}`,
  };
}
