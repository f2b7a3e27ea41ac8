import type { LocationReader, SpecSource } from '../../base/source/read-source';
import { readSoundSpec } from '../../check/sound-spec';
import type { Overrides } from '../../language/overrides';
import type { Plugin } from '../plugin';
import type { RecordedLogs } from './read-logs';
import type { Rehearsal } from './rehearsal';

export interface RehearseOptions {
  /** Values over what the spec says: `{ 'callbacks.earlyStopping.patience': 3 }`. */
  readonly set?: Overrides;
  readonly plugins?: readonly Plugin[];
  /** Training steps in one epoch, for callbacks that count them. */
  readonly batchesPerEpoch?: number;
}

/** @param logs one object per epoch, or where a file of them is */
export type Rehearse = (
  source: SpecSource,
  logs: string | URL | readonly Readonly<Record<string, number>>[],
  options?: RehearseOptions,
) => Promise<Rehearsal>;

/**
 * The rehearsal of a spec's callbacks over logs.
 *
 * @param readLogs reads the logs at a place, see `readLogs`
 */
export function createRehearse(
  readLocation: LocationReader,
  readLogs: (place: string | URL) => Promise<RecordedLogs>,
): Rehearse {
  return async (source, logs, options = {}) => {
    const { plan } = await readSoundSpec(source, readLocation, options);
    const { givenLogs } = await import('./read-logs');
    const { rehearsePlan } = await import('./rehearse-plan');
    const { callbacksWith } = await import('../plugin');
    const recorded = typeof logs === 'string' || logs instanceof URL ? await readLogs(logs) : givenLogs(logs);
    const { batchesPerEpoch, plugins } = options;
    return rehearsePlan(plan, recorded, { callbacks: callbacksWith(plugins), batchesPerEpoch });
  };
}
