import { UserError } from '../diagnostics/user-error';
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
    /** Absolute path of the run folder. */
    readonly folder: string;
  }) {
    const { cause, epoch, epochs, history, historySaved, folder } = failure;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const when = epoch < epochs ? `in epoch ${epoch + 1} of ${epochs}` : 'after the last epoch';
    const kept = historySaved ? '' : '; the history could not be saved either';
    const hint = cause instanceof UserError ? cause.hint : `what had been written by then is in ${folder}`;
    super(`training failed ${when}: ${reason}${kept}`, hint, { cause });
    this.history = history;
  }
}
