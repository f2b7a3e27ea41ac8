import type { z } from 'zod';
import { UserError } from '../../../base/diagnostics/user-error';
import type { CallbackSpec } from '../../../language/callbacks';
import type { Callback, CallbackKind, DiskUse, PlannedRun } from './callback';
import { csvLogger } from './csv-logger';
import { earlyStopping } from './early-stopping';
import { learningRateScheduler } from './learning-rate-scheduler';
import { modelCheckpoint } from './model-checkpoint';
import { reduceLROnPlateau } from './reduce-lr-on-plateau';
import { tensorBoard } from './tensor-board';
import { terminateOnNaN } from './terminate-on-nan';

/** Kinds of callback by `type`. A user's own kinds are added by making a larger table. */
export type CallbackTable = Readonly<Record<string, CallbackKind>>;

/** The kinds of callback that a spec may name without a plugin. */
export const builtInCallbacks = {
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
  tensorBoard,
  terminateOnNaN,
} as const satisfies CallbackTable;

/** A callback of a plan, its options validated. */
export interface BoundCallback {
  readonly spec: CallbackSpec;
  /** The log that it watches; `undefined` when it watches none under its options. */
  readonly monitor: string | undefined;
  /** Whether it does something every so many batches. */
  readonly countsBatches: boolean;
  /** What a full run will have left on disk at its end. */
  diskUse(run: PlannedRun): readonly DiskUse[];
  /** @throws UserError on a path that cannot be filled in from the variables */
  create(variables: Readonly<Record<string, string>>): Callback;
}

/**
 * The callbacks of a plan, in its order, each bound to its options.
 *
 * @throws UserError on a type that is not in `kinds`, and on options that its schema refuses
 */
export function bindCallbacks(
  specs: readonly CallbackSpec[],
  kinds: CallbackTable = builtInCallbacks,
): readonly BoundCallback[] {
  return specs.map(({ type, ...options }) => {
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (kind) return bind(kind, type, options);
    throw new UserError(
      `no callback is called "${type}"`,
      `expected one of ${Object.keys(kinds).join(', ')}`,
    );
  });
}

/**
 * The running callbacks of a plan, in its order.
 *
 * @param variables the spec's, for paths.
 * @throws UserError as {@link bindCallbacks}, and on a path that cannot be filled in.
 */
export function createCallbacks(
  specs: readonly CallbackSpec[],
  variables: Readonly<Record<string, string>>,
  kinds: CallbackTable = builtInCallbacks,
): readonly Callback[] {
  return bindCallbacks(specs, kinds).map((callback) => callback.create(variables));
}

function bind<S extends z.ZodObject>(kind: CallbackKind<S>, type: string, written: unknown): BoundCallback {
  const parsed = kind.schema.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(
      `${type}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
      'correct it in the section callbacks',
    );
  }
  const options = parsed.data;
  const spec: CallbackSpec = { type, ...options };
  const key = kind.monitorKey?.(options);
  const monitor = key === undefined ? undefined : spec[key];
  return {
    spec,
    monitor: typeof monitor === 'string' ? monitor : undefined,
    countsBatches: kind.countsBatches?.(options) === true,
    diskUse: (run) => kind.diskUse?.(options, run) ?? [],
    create: (variables) => kind.create(options, variables),
  };
}
