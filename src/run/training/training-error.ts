import { UserError } from '../../base/diagnostics/user-error';
import type { EpochRecord } from './events';

/** A run that failed: a full disk, a folder that vanished, a device that gave up. Its hint is that of the cause. */
export class TrainingError extends UserError {
  override readonly name = 'TrainingError';
  /** The epochs that were finished. */
  readonly history: readonly EpochRecord[];

  constructor(failure: {
    readonly cause: unknown;
    /** The epoch that it failed in, from 0; one past the last when it failed after them. */
    readonly epoch: number;
    readonly epochs: number;
    readonly history: readonly EpochRecord[];
    readonly historySaved: boolean;
    /** The epoch, from 0, that the saved state is of; `null` when there is none. */
    readonly resumeEpoch: number | null;
    /** Absolute path of the run folder. */
    readonly folder: string;
  }) {
    const { cause, epoch, epochs, history, historySaved, resumeEpoch, folder } = failure;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const when = epoch < epochs ? `in epoch ${epoch + 1} of ${epochs}` : 'after the last epoch';
    const kept = historySaved ? '' : '; the history could not be saved either';
    const remedy = cause instanceof UserError ? cause.hint : `what had been written by then is in ${folder}`;
    const resume = resumeEpoch === null ? undefined : `--resume goes on ${placeOf(resumeEpoch, epochs)}`;
    super(
      `training failed ${when}: ${reason}${kept}`,
      [remedy, resume].filter(Boolean).join('; ') || undefined,
      {
        cause,
      },
    );
    this.history = history;
  }
}

function placeOf(epoch: number, epochs: number): string {
  return epoch < epochs ? `in epoch ${epoch + 1}` : 'after the last epoch';
}

/** A run folder that cannot be used, or no longer. */
export class RunFolderError extends UserError {
  override readonly name = 'RunFolderError';
}
