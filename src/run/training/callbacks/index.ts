import type { z } from 'zod';
import { UserError } from '../../../base/diagnostics/user-error';
import type { CallbackSpec } from '../../../language/callbacks';
import type { ScheduledRun } from '../../../language/learning-rate-schedules';
import type { Callback, CallbackKind, DiskUse, PlannedRun } from './callback';
import { csvLogger } from './csv-logger';
import { earlyStopping } from './early-stopping';
import { learningRateScheduler } from './learning-rate-scheduler';
import { modelCheckpoint } from './model-checkpoint';
import { reduceLROnPlateau } from './reduce-lr-on-plateau';
import { tensorBoard } from './tensor-board';
import { terminateOnNaN } from './terminate-on-nan';

/** Kinds of callback by `type`. Plugins add their kinds in a larger table. */
export type CallbackTable = Readonly<Record<string, CallbackKind>>;

/** The kinds of callback that a spec can use without a plugin. */
export const builtInCallbacks = {
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  modelCheckpoint,
  reduceLROnPlateau,
  tensorBoard,
  terminateOnNaN,
} as const satisfies CallbackTable;

/** A callback of a plan with validated options. */
export interface BoundCallback {
  readonly spec: CallbackSpec;
  /** The log it monitors; `undefined` if it monitors none with these options. */
  readonly monitor: string | undefined;
  /** Whether it acts after a number of batches. */
  readonly countsBatches: boolean;
  /** The learning rate that it sets in an epoch (from 0), if that depends on nothing else; otherwise `undefined`. */
  rate(epoch: number, run: ScheduledRun): number | undefined;
  /** What a full run leaves on disk. */
  diskUse(run: PlannedRun): readonly DiskUse[];
  /** @throws UserError if a path cannot be filled in from the variables */
  create(variables: Readonly<Record<string, string>>): Callback;
}

/**
 * Binds the callbacks of a plan to their options, in order.
 *
 * @throws UserError if a type is not in `kinds`, or its options do not match its schema
 */
export function bindCallbacks(
  specs: readonly CallbackSpec[],
  kinds: CallbackTable = builtInCallbacks,
): readonly BoundCallback[] {
  return specs.map(({ type, ...options }) => {
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (kind) return bind(kind, type, options);
    throw new UserError(`unknown callback "${type}"`, `expected one of ${Object.keys(kinds).join(', ')}`);
  });
}

/**
 * Creates the running callbacks of a plan, in order.
 *
 * @param variables of the spec, for paths
 * @throws UserError like {@link bindCallbacks}, or if a path cannot be filled in
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
      'fix it in the section callbacks',
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
    rate: (epoch, run) => kind.rate?.(options, epoch, run),
    diskUse: (run) => kind.diskUse?.(options, run) ?? [],
    create: (variables) => kind.create(options, variables),
  };
}
