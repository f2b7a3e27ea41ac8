import { UserError } from '../../base/diagnostics/user-error';
import type { EpochRecord } from './events';

/** A failed run, for example because of a full disk, a deleted folder or a lost device. Its hint includes that of the cause. */
export class TrainingError extends UserError {
  override readonly name = 'TrainingError';
  /** The finished epochs. */
  readonly history: readonly EpochRecord[];

  constructor(failure: {
    readonly cause: unknown;
    /** The epoch in which it failed, from 0; one past the last if it failed after all epochs. */
    readonly epoch: number;
    readonly epochs: number;
    readonly history: readonly EpochRecord[];
    readonly historySaved: boolean;
    /** The epoch of the saved state, from 0; `null` if there is none. */
    readonly resumeEpoch: number | null;
    /** Absolute path of the run folder. */
    readonly folder: string;
  }) {
    const { cause, epoch, epochs, history, historySaved, resumeEpoch, folder } = failure;
    const message = cause instanceof Error ? cause.message : String(cause);
    const [reason = '', ...details] = cause instanceof UserError ? cause.lines : [message];
    const when = epoch < epochs ? `in epoch ${epoch + 1} of ${epochs}` : 'after the last epoch';
    const kept = historySaved ? '' : '; the history could not be saved either';
    const remedy = cause instanceof UserError ? cause.hint : `the files written so far are in ${folder}`;
    const resume = resumeEpoch === null ? undefined : `--resume continues ${placeOf(resumeEpoch, epochs)}`;
    super(
      `training failed ${when}: ${reason}${kept}`,
      [remedy, resume].filter(Boolean).join('; ') || undefined,
      { cause, details },
    );
    this.history = history;
  }
}

function placeOf(epoch: number, epochs: number): string {
  return epoch < epochs ? `in epoch ${epoch + 1}` : 'after the last epoch';
}

/** A run folder that cannot be used. */
export class RunFolderError extends UserError {
  override readonly name = 'RunFolderError';
}
