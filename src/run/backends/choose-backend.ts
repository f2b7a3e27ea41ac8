import { alternatives, suggest } from '../../base/diagnostics/suggest';
import type { ModelPlan } from '../../check/model-plan';
import {
  autoBackend,
  backendNameProblem,
  builtInBackendNames,
  readBackendName,
} from '../../language/backend-names';
import type { Backend, BackendTable } from './backend';
import { BackendError, BackendNameError, MissingKernelError } from './backend-error';
import { examineBackend, type Objection, objectionTo } from './examine-backend';

/** The backend that a run uses, and why. */
export interface BackendChoice {
  readonly backend: Backend;
  readonly device: string;
  /** As reported by the probe. */
  readonly memoryBytes?: number;
  /** Why it was chosen, as the end of a sentence: "requested", "the first in the order of auto that can train this plan". */
  readonly reason: string;
  /** The backends that come before it in the order, and why each was skipped. */
  readonly passedOver: readonly {
    readonly name: string;
    readonly reason: string;
    readonly install?: string;
  }[];
  /** Why a slow backend had to be chosen, and what to do about it. */
  readonly warning?: string;
}

/**
 * Chooses the first backend, in the order of `wanted`, that is available and has every kernel the plan needs.
 *
 * @param wanted a name, `name:device`, a list of these in order of preference, or `auto` for the order of the table;
 * `auto` skips GPUs emulated in software
 * @param backends all known backends by name
 * @throws {BackendNameError} on an unknown name; {@link MissingKernelError} if no requested backend can train the plan
 * because kernels are missing; {@link BackendError} if none is available
 */
export async function chooseBackend(
  wanted: string | readonly string[],
  backends: BackendTable,
  plan: ModelPlan,
): Promise<BackendChoice> {
  const auto = wanted === autoBackend;
  const candidates = auto
    ? Object.entries(backends).filter(([, { home }]) => home === undefined || surroundings[home]())
    : wantedBackends(wanted, backends);
  const objections: Objection[] = [];
  for (const [name, backend] of candidates) {
    const examined = await examineBackend(name, backend, plan);
    const objection = objectionTo(examined, { auto });
    if (objection === undefined && examined.probe.available) {
      const { device, memoryBytes } = examined.probe;
      const last = objections.at(-1);
      return {
        backend,
        device,
        ...(memoryBytes === undefined ? {} : { memoryBytes }),
        reason: auto ? 'the first in the order of auto that can train this plan' : 'requested',
        passedOver: objections.map(({ name, reason, remedy }) => ({
          name,
          reason,
          ...(remedy.includes('npm install ') ? { install: remedy } : {}),
        })),
        ...(backend.slow === true && last !== undefined ? { warning: slowWarning(name, device, last) } : {}),
      };
    }
    if (objection) objections.push(objection);
  }
  throw noBackend(objections);
}

function slowWarning(name: string, device: string, { name: better, reason, remedy }: Objection): string {
  return `the backend is ${name} (${device}), which is slow, because ${better} cannot be used: ${reason}; to use ${better}, ${remedy}`;
}

const surroundings = {
  node: () => globalThis.process?.versions?.node !== undefined,
  browser: () => 'document' in globalThis || 'OffscreenCanvas' in globalThis,
} satisfies Record<NonNullable<Backend['home']>, () => boolean>;

/** The backends of the requested names, on the requested devices. */
function wantedBackends(
  wanted: string | readonly string[],
  backends: BackendTable,
): readonly (readonly [string, Backend])[] {
  const inList = typeof wanted !== 'string';
  return (inList ? wanted : [wanted]).map((text) => {
    const { name, device } = readBackendName(text);
    const backend = Object.hasOwn(backends, name) ? backends[name] : undefined;
    const problem = backendNameProblem(text, Object.keys(backends), inList);
    // A host's table may omit built-in backends that cannot run there; their names are still valid.
    if (!backend && builtInBackendNames.some((builtIn) => builtIn === name)) return [text, elsewhere(name)];
    if (!backend || problem) throw nameError(text, problem, Object.keys(backends), inList);
    if (device === undefined) return [text, backend];
    if (backend.onDevice) return [text, backend.onDevice(device)];
    throw new BackendError(
      `backend "${name}" does not support choosing a device`,
      `write ${name} without a device`,
    );
  });
}

function elsewhere(name: string): Backend {
  const reason = 'it is not available on this host';
  const refuse = () => Promise.reject(new BackendError(`backend "${name}": ${reason}`, 'use auto'));
  return {
    name,
    accelerator: 'cpu',
    probe: async () => ({ available: false, reason, remedy: 'use auto' }),
    supports: refuse,
    compile: refuse,
    createEngine: refuse,
  };
}

function nameError(
  text: string,
  problem: ReturnType<typeof backendNameProblem>,
  known: readonly string[],
  inList: boolean,
): BackendNameError {
  const { name } = readBackendName(text);
  if (problem === 'auto-in-list') {
    return new BackendNameError(
      '"auto" cannot be part of a list: a list names backends in order of preference',
      'write backend: auto, or remove it from the list',
    );
  }
  if (problem === 'no-device') {
    return new BackendNameError(
      `"${text}" has no device after the colon`,
      `write ${name}, or add a device after the colon`,
    );
  }
  const names = inList ? known : [autoBackend, ...known];
  const near = suggest(name, names);
  return new BackendNameError(
    `unknown backend "${name}"`,
    near === undefined
      ? `use ${alternatives(names)}`
      : `did you mean "${near}"? Available: ${alternatives(names, 'and')}`,
  );
}

function noBackend(objections: readonly Objection[]): BackendError {
  const [first, ...rest] = objections;
  if (first === undefined) return new BackendError('the list of backends is empty', 'name at least one');
  const sentence = ({ name, reason }: Objection) => `${name}: ${reason}`;
  const message =
    rest.length === 0
      ? `backend "${first.name}": ${first.reason}`
      : `no backend can train this plan: ${objections.map(sentence).join('; ')}`;
  const hint =
    rest.length === 0 ? first.remedy : objections.map(({ name, remedy }) => `${name}: ${remedy}`).join('; ');
  const lacking = objections.flatMap(({ name, missing }) => (missing?.length ? [{ name, missing }] : []));
  if (lacking.length === 0) return new BackendError(message, hint);
  const others = objections
    .filter(({ missing }) => !missing?.length)
    .map(({ name, reason }) => `skipped ${name}: ${reason}`);
  return new MissingKernelError(message, hint, lacking, others);
}
