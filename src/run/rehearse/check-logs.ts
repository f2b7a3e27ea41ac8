import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import type { CallbackSpec } from '../../language/callbacks';
import { templateFields } from '../../language/path-template';
import type { CallbackTable } from '../training/callbacks';
import type { RecordedLogs } from './read-logs';

/** Fields of a path template that every epoch has a value for. */
const everPresent = ['epoch', 'batch', 'learning_rate'];

/**
 * Recorded logs hold what the callbacks of a plan read: the logs that they watch, and those that stand in their paths.
 *
 * @throws UserError that names the first column that is missing; or that the number of batches is unknown
 */
export function checkLogs(
  plan: ModelPlan,
  { name, epochs }: RecordedLogs,
  kinds: CallbackTable,
  batchesPerEpoch: number | undefined,
): void {
  const columns = [...new Set(epochs.flatMap((logs) => Object.keys(logs)))].sort();
  for (const spec of plan.callbacks) {
    const kind = kinds[spec.type];
    const monitor = kind?.monitorKey?.(spec as never);
    for (const { log, use } of [
      ...(monitor === undefined ? [] : [{ log: spec[monitor], use: 'watches' }]),
      ...pathLogs(plan, spec, kinds).map((log) => ({ log, use: 'names in its path' })),
    ]) {
      if (typeof log !== 'string' || columns.includes(log)) continue;
      throw new UserError(
        `${name} has no column "${log}", which ${spec.type} ${use}`,
        `there are ${columns.join(', ')}`,
      );
    }
    if (batchesPerEpoch === undefined && kind?.countsBatches?.(spec as never) === true) {
      throw new UserError(
        `${spec.type} counts batches, and logs do not tell how many an epoch has`,
        'give their number: --batches-per-epoch, or batchesPerEpoch',
      );
    }
  }
}

function pathLogs({ variables }: ModelPlan, spec: CallbackSpec, kinds: CallbackTable): readonly string[] {
  return Object.entries(kinds[spec.type]?.paths ?? {}).flatMap(([key, { template }]) => {
    const path = spec[key];
    if (!template || typeof path !== 'string') return [];
    return templateFields(path).filter((field) => !everPresent.includes(field) && !(field in variables));
  });
}
