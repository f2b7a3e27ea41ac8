import type { ModelPlan } from '../../check/model-plan';
import type { Backend, BackendTable } from './backend';
import { shortageOf } from './choose-for-spec';
import { type ExaminedBackend, examineBackend, objectionTo } from './examine-backend';

/** One backend on this machine, as plain data. */
export interface SurveyedBackend {
  readonly name: string;
  readonly accelerator: Backend['accelerator'];
  readonly available: boolean;
  /** What it would run on; absent if it is not available. */
  readonly device?: string;
  /** Whether the device is a GPU emulated in software. */
  readonly software?: boolean;
  /** Bytes that a training run may use there; absent if unknown. */
  readonly memoryBytes?: number;
  /** Whether it has every kernel of the plan; absent without a plan or if it is not available. */
  readonly supported?: boolean;
  /** Why `auto` skips it; absent if it does not. */
  readonly reason?: string;
  readonly remedy?: string;
  /** Why training with the plan's batch size would fail there immediately. Does not affect the choice of `auto`. */
  readonly shortage?: { readonly reason: string; readonly remedy: string };
}

export interface BackendSurvey {
  /** In the order in which `auto` tries them, each followed by its devices that `auto` does not try. */
  readonly backends: readonly SurveyedBackend[];
  /** The one that `auto` chooses; `null` if none is available. */
  readonly auto: string | null;
}

/** Probes every backend, including those after the first usable one, and the devices that must be requested by name. */
export async function surveyBackends(backends: BackendTable, plan: ModelPlan | null): Promise<BackendSurvey> {
  const surveyed: SurveyedBackend[] = [];
  for (const [name, backend] of Object.entries(backends)) {
    const own = await survey(name, backend, plan);
    surveyed.push(own);
    if (!own.available) continue;
    for (const device of backend.devices ?? []) {
      const onDevice = backend.onDevice?.(device);
      if (onDevice) surveyed.push(await survey(`${name}:${device}`, onDevice, plan));
    }
  }
  const auto = surveyed.find(({ name, reason }) => name in backends && reason === undefined);
  return { backends: surveyed, auto: auto?.name ?? null };
}

async function survey(name: string, backend: Backend, plan: ModelPlan | null): Promise<SurveyedBackend> {
  const examined = await examineBackend(name, backend, plan);
  const { accelerator, support } = examined;
  const objection = objectionTo(examined, { auto: true });
  return {
    name,
    accelerator,
    ...examined.probe,
    ...(support ? { supported: support.supported } : {}),
    ...(objection ? { reason: objection.reason, remedy: objection.remedy } : {}),
    ...shortageText(examined, plan),
  };
}

function shortageText(
  { probe, support }: ExaminedBackend,
  plan: ModelPlan | null,
): Pick<SurveyedBackend, 'shortage'> {
  if (!plan || !probe.available || support?.supported !== true) return {};
  const shortage = shortageOf(plan, probe.memoryBytes);
  if (shortage === null) return {};
  return { shortage: { reason: `${shortage.takes}: ${shortage.fits}`, remedy: shortage.remedy } };
}
