import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import type { Support } from '../../compile/support';
import type { CompiledModel } from '../../compile/tfjs/compile';
import type { Engine } from './engine';

/** Whether a backend is available here, and on which device; otherwise why not and what to do about it. */
export type Probe =
  | {
      readonly available: true;
      /** Description of what it would run on. */
      readonly device: string;
      /** Whether it is a GPU emulated in software. Slower than a CPU backend, so `auto` skips it. Default: false. */
      readonly software?: boolean;
      /** Bytes that one training run may use there; absent if unknown. */
      readonly memoryBytes?: number;
    }
  | {
      readonly available: false;
      /** Why not. */
      readonly reason: string;
      /** What to do about it. */
      readonly remedy: string;
    };

/** Something that can train a plan. There is one file per backend; only `choose-backend.ts` chooses among them. */
export interface Backend {
  /** What `training.backend` names it by. */
  readonly name: string;
  /** Whether it runs on a GPU or on the processor. */
  readonly accelerator: 'gpu' | 'cpu';
  /** The only host that it can run on; on other hosts, `auto` ignores it. Default: both. */
  readonly home?: 'node' | 'browser';
  /** Whether it is so slow that choosing it because others are unavailable deserves a warning. Default: false. */
  readonly slow?: boolean;
  /** Whether it is available on this machine, and on which device; otherwise why not and what to do about it. */
  probe(): Promise<Probe>;
  /** Whether it has every forward and gradient kernel that the plan needs. Called only if it is available. */
  supports(plan: ModelPlan): Promise<Support>;
  /** Builds the model on this backend. The host program's current tfjs backend does not change. */
  compile(plan: ModelPlan): Promise<CompiledModel>;
  /** Makes the engine that trains a compiled model. The caller disposes it. */
  createEngine(compiled: CompiledModel): Promise<Engine>;
  /** Further devices that it may have on this system, accepted by `onDevice`. Used to list what is available. */
  readonly devices?: readonly string[];
  /** The same backend on a device that the user chooses with a name such as `webgpu:low-power`. Absent if there is no choice. */
  onDevice?(device: string): Backend;
}

/** Backends by name, in the order in which `auto` tries them. */
export type BackendTable = Readonly<Record<string, Backend>>;

/**
 * The backends of plugins, then the built-in ones, because a plugin's backend is meant to be used. A plugin's backend
 * replaces a built-in one of the same name, and one of an earlier plugin.
 *
 * @throws UserError if a plugin's backend has an invalid name
 */
export function backendsWith(
  builtIn: BackendTable,
  plugins: readonly { readonly backends?: BackendTable }[] = [],
): BackendTable {
  const added: Record<string, Backend> = {};
  for (const [name, backend] of plugins.flatMap(({ backends = {} }) => Object.entries(backends))) {
    if (!/^[A-Za-z][\w-]*$/.test(name) || name === 'auto') {
      throw new UserError(
        `a plugin has a backend with the invalid name "${name}"`,
        'start the name with a letter and use only letters, digits, "_" and "-"; "auto" is reserved',
      );
    }
    added[name] = backend;
  }
  const others = Object.entries(builtIn).filter(([name]) => !Object.hasOwn(added, name));
  return { ...added, ...Object.fromEntries(others) };
}
