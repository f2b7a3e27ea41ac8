import type { ModelPlan } from '../../check/model-plan';
import type { KernelNeed, Support } from '../../compile/support';
import type { Backend, Probe } from './backend';

/** What a backend reports about this machine, and about a plan if there is one and the backend is available. */
export interface ExaminedBackend {
  readonly name: string;
  readonly accelerator: Backend['accelerator'];
  readonly probe: Probe;
  readonly support: Support | null;
}

/** Probes a backend; one that throws counts as unavailable. `name` is the name it was requested by. */
export async function examineBackend(
  name: string,
  backend: Backend,
  plan: ModelPlan | null,
): Promise<ExaminedBackend> {
  const { accelerator } = backend;
  try {
    const probe = await backend.probe();
    const support = plan && probe.available ? await backend.supports(plan) : null;
    if (support === undefined) throw new Error('its supports() returned undefined');
    return { name, accelerator, probe, support };
  } catch (error) {
    const reason = `its probe failed: ${error instanceof Error ? error.message : String(error)}`;
    const probe = {
      available: false,
      reason,
      remedy: 'use another backend, and report this error to its author',
    } as const;
    return { name, accelerator, probe, support: null };
  }
}

/** Why a backend is not chosen. */
export interface Objection {
  readonly name: string;
  readonly reason: string;
  readonly remedy: string;
  readonly missing?: readonly KernelNeed[];
}

/** Why a backend is not chosen; `undefined` if it can be. `auto` does not choose GPUs emulated in software. */
export function objectionTo(
  { name, probe, support }: ExaminedBackend,
  { auto }: { readonly auto: boolean },
): Objection | undefined {
  if (!probe.available) return { name, reason: probe.reason, remedy: probe.remedy };
  if (support?.supported === false) {
    return {
      name,
      reason: `it cannot train this plan: ${support.reason}`,
      remedy: auto ? 'change the part that needs it' : 'change the part that needs it, or use backend: auto',
      ...(support.missing ? { missing: support.missing } : {}),
    };
  }
  if (!auto || probe.software !== true) return undefined;
  return {
    name,
    reason: `${probe.device}: a GPU emulated in software, slower than wasm`,
    remedy: `to use it anyway, request it by name: backend: ${name}`,
  };
}
