import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import type { CallbackSchema, CallbackSpec } from '../../language/callbacks';
import { templateFields } from '../../language/path-template';
import { bindCallbacks, type CallbackTable } from '../training/callbacks';
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
  for (const { spec, monitor, countsBatches } of bindCallbacks(plan.callbacks, kinds)) {
    const paths = kinds[spec.type]?.paths ?? {};
    for (const { log, use } of [
      ...(monitor === undefined ? [] : [{ log: monitor, use: 'watches' }]),
      ...pathLogs(plan, spec, paths).map((log) => ({ log, use: 'names in its path' })),
    ]) {
      if (columns.includes(log)) continue;
      throw new UserError(
        `${name} has no column "${log}", which ${spec.type} ${use}`,
        `there are ${columns.join(', ')}`,
      );
    }
    if (batchesPerEpoch === undefined && countsBatches) {
      throw new UserError(
        `${spec.type} counts batches, and logs do not tell how many an epoch has`,
        'give their number: --batches-per-epoch, or batchesPerEpoch',
      );
    }
  }
}

function pathLogs(
  { variables }: ModelPlan,
  spec: CallbackSpec,
  paths: NonNullable<CallbackSchema['paths']>,
): readonly string[] {
  return Object.entries(paths).flatMap(([key, { template }]) => {
    const path = spec[key];
    if (!template || typeof path !== 'string') return [];
    return templateFields(path).filter(
      (field) => !everPresent.includes(field) && !Object.hasOwn(variables, field),
    );
  });
}
