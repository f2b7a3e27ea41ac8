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

/**
 * The running callbacks of a plan, in its order.
 *
 * @param variables the spec's, for paths.
 * @throws UserError on a type that is not in `kinds`, on options that its schema refuses, and on a path that cannot be filled in.
 */
export function createCallbacks(
  specs: readonly CallbackSpec[],
  variables: Readonly<Record<string, string>>,
  kinds: CallbackTable = builtInCallbacks,
): readonly Callback[] {
  return specs.map((spec) => {
    const { kind, options } = kindOf(spec, kinds);
    return kind.create(options, variables);
  });
}

/** What the callbacks of a plan will have left on disk after a full run. Throws as {@link createCallbacks} does. */
export function callbackDiskUse(
  specs: readonly CallbackSpec[],
  run: PlannedRun,
  kinds: CallbackTable = builtInCallbacks,
): readonly DiskUse[] {
  return specs.flatMap((spec) => {
    const { kind, options } = kindOf(spec, kinds);
    return kind.diskUse?.(options, run) ?? [];
  });
}

function kindOf({ type, ...options }: CallbackSpec, kinds: CallbackTable) {
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (!kind) {
    throw new UserError(
      `no callback is called "${type}"`,
      `expected one of ${Object.keys(kinds).join(', ')}`,
    );
  }
  const parsed = kind.schema.safeParse(options);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError(
      `${type}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
      'correct it in the section callbacks',
    );
  }
  return { kind, options: parsed.data };
}
