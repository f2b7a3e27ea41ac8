import { alternatives, suggest } from '../diagnostics/suggest';
import type { ModelPlan } from '../plan/model-plan';
import type { Backend } from './backend';
import { BackendError } from './backend-error';

/** The backend that a run uses, and why. */
export interface BackendChoice {
  readonly backend: Backend;
  readonly device: string;
  /** Why this one, as a sentence's end: "asked for", "first of auto's order that can train this plan". */
  readonly reason: string;
  /** The backends that came before it in the order, and what was wrong with each. */
  readonly passedOver: readonly { readonly name: string; readonly reason: string }[];
}

/** The order of `auto`, fastest first. */
const autoOrder = ['wasm', 'cpu'];

/**
 * The first backend, in the order of `wanted`, that this machine has and that has every kernel the plan needs.
 *
 * @param wanted one name, several in order of preference, or `auto` for the project's order
 * @param backends all known backends by name
 * @throws {BackendError} on an unknown name, and when none of the wanted ones can train the plan
 */
export async function chooseBackend(
  wanted: string | readonly string[],
  backends: Readonly<Record<string, Backend>>,
  plan: ModelPlan,
): Promise<BackendChoice> {
  const auto = wanted === 'auto';
  const names = auto
    ? autoOrder.filter((name) => name in backends)
    : typeof wanted === 'string'
      ? [wanted]
      : wanted;
  const candidates = names.map((name) => known(name, backends));
  const passedOver: { name: string; reason: string; remedy: string }[] = [];
  for (const backend of candidates) {
    const { name } = backend;
    const probe = await backend.probe();
    if (!probe.available) {
      passedOver.push({ name, reason: probe.reason, remedy: probe.remedy });
      continue;
    }
    const support = await backend.supports(plan);
    if (support.supported) {
      return {
        backend,
        device: probe.device,
        reason: auto ? 'the first in the order of auto that can train this plan' : 'asked for',
        passedOver: passedOver.map(({ remedy: _, ...rest }) => rest),
      };
    }
    passedOver.push({
      name,
      reason: `it cannot train this plan: ${support.reason}`,
      remedy: auto
        ? 'change the layer that it names'
        : 'change the layer that it names, or use backend: auto',
    });
  }
  throw unavailable(passedOver);
}

function known(name: string, backends: Readonly<Record<string, Backend>>): Backend {
  const backend = Object.hasOwn(backends, name) ? backends[name] : undefined;
  if (backend) return backend;
  const names = ['auto', ...Object.keys(backends)];
  const near = suggest(name, names);
  throw new BackendError(
    `unknown backend "${name}"`,
    near === undefined
      ? `use ${alternatives(names)}`
      : `did you mean "${near}"? There are ${alternatives(names, 'and')}`,
  );
}

function unavailable(tried: readonly { name: string; reason: string; remedy: string }[]): BackendError {
  const [first, ...others] = tried;
  if (first === undefined) return new BackendError('no backend to choose from', 'name at least one');
  if (others.length === 0) return new BackendError(`backend "${first.name}": ${first.reason}`, first.remedy);
  return new BackendError(
    `no backend can train this plan: ${tried.map(({ name, reason }) => `${name}: ${reason}`).join('; ')}`,
    tried.map(({ name, remedy }) => `${name}: ${remedy}`).join('; '),
  );
}
