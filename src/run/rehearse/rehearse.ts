import type { LocationReader, SpecSource } from '../../base/source/read-source';
import { readSoundSpec } from '../../check/sound-spec';
import type { Overrides } from '../../language/overrides';
import type { Plugin } from '../plugin';
import type { RecordedLogs } from './read-logs';
import type { Rehearsal } from './rehearsal';

/** Options of `rehearse`. */
export interface RehearseOptions {
  /** Overrides for values in the spec: `{ 'callbacks.earlyStopping.patience': 3 }`. */
  readonly set?: Overrides;
  /** The plugins that the spec is written with; default: none. */
  readonly plugins?: readonly Plugin[];
  /** Batches per epoch, for callbacks that count them. */
  readonly batchesPerEpoch?: number;
}

/**
 * Replays a spec's callbacks over recorded logs.
 *
 * @param logs one object per epoch, or the path or URL of a CSV or JSON file of them
 */
export type Rehearse = (
  source: SpecSource,
  logs: string | URL | readonly Readonly<Record<string, number>>[],
  options?: RehearseOptions,
) => Promise<Rehearsal>;

/**
 * Creates the function that rehearses a spec's callbacks on logs.
 *
 * @param readLogs reads the logs from a path or URL, see `readLogs`
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
