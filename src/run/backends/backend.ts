import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import type { Support } from '../../compile/support';
import type { CompiledModel } from '../../compile/tfjs/compile';
import type { Engine } from './engine';

/** Whether a backend is available here, and on which device; otherwise why not and what to do about it. */
export type Probe =
  | {
      readonly available: true;
      /** What it would run on, in words. */
      readonly device: string;
      /** A GPU that a processor imitates: slower than a backend made for processors, so that `auto` passes it over. */
      readonly software?: boolean;
      /** Bytes that one training run may take there; absent where nobody can tell. */
      readonly memoryBytes?: number;
    }
  | {
      readonly available: false;
      /** Why not. */
      readonly reason: string;
      /** What to do about it. */
      readonly remedy: string;
    };

/**
 * Something that can train a plan. One file per backend; the choice among them is made in `choose-backend.ts`
 * and nowhere else.
 */
export interface Backend {
  /** What `training.backend` names it by. */
  readonly name: string;
  /** Whether it runs on a GPU or on the processor. */
  readonly accelerator: 'gpu' | 'cpu';
  /** The only surroundings that it can exist in, where there is such a bound: elsewhere `auto` does not speak of it. */
  readonly home?: 'node' | 'browser';
  /** Whether this machine has it, and on which device; otherwise why not and what to do about it. */
  probe(): Promise<Probe>;
  /** Whether it has every forward and gradient kernel that the plan needs. Called only when available. */
  supports(plan: ModelPlan): Promise<Support>;
  /** Builds the model on this backend. The host program's own tfjs backend stays as it was. */
  compile(plan: ModelPlan): Promise<CompiledModel>;
  /** Makes the engine that trains a compiled model. The caller disposes it. */
  createEngine(compiled: CompiledModel): Promise<Engine>;
  /** Devices that it may have on this system besides its own, for a list of what is here: `onDevice` knows them. */
  readonly devices?: readonly string[];
  /** The same backend on a device of the user's choice, for a name such as `webgpu:low-power`; absent where there is no choice. */
  onDevice?(device: string): Backend;
}

/** Backends by name, in the order in which `auto` asks them. */
export type BackendTable = Readonly<Record<string, Backend>>;

/**
 * The backends of plugins, then the built-in ones: who brings a backend wants it to be used. One of a built-in name
 * replaces that; of two plugins' with one name the later counts.
 *
 * @throws UserError on a name that cannot be asked for
 */
export function backendsWith(
  builtIn: BackendTable,
  plugins: readonly { readonly backends?: BackendTable }[] = [],
): BackendTable {
  const added: Record<string, Backend> = {};
  for (const [name, backend] of plugins.flatMap(({ backends = {} }) => Object.entries(backends))) {
    if (!/^[A-Za-z][\w-]*$/.test(name) || name === 'auto') {
      throw new UserError(
        `a plugin calls its backend "${name}"`,
        'choose another name: a letter, then letters, digits, "_" and "-"; not "auto"',
      );
    }
    added[name] = backend;
  }
  const others = Object.entries(builtIn).filter(([name]) => !Object.hasOwn(added, name));
  return { ...added, ...Object.fromEntries(others) };
}
