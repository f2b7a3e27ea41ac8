import { compareRecords, describeChanges } from '../data/identity/compare-records';
import {
  decodeRecord,
  encodeRecord,
  fingerprintOf,
  type ImageRecord,
  mapRecordPaths,
} from '../data/identity/image-record';
import type { RunIdentity } from './run-state';
import type { RunStore } from './run-store';
import { RunFolderError } from './training-error';

/** Where the record of the images of a run is stored. */
type Store = Pick<RunStore, 'keepImages' | 'readImages' | 'movedPath' | 'resolvedPath'>;

/** Saves the record of the images of a run, with names relative to its folder. */
export async function keepRecord(record: ImageRecord, folder: string, runs: Store): Promise<void> {
  const moved = mapRecordPaths(record, (path) => runs.movedPath(path, folder, folder));
  await runs.keepImages(folder, await encodeRecord(moved));
}

/**
 * Loads the record of the images of a run; `null` if it has none.
 *
 * @throws RunFolderError if it is damaged
 */
export async function loadRecord(
  folder: string,
  runs: Omit<Store, 'keepImages'>,
): Promise<ImageRecord | null> {
  const text = await runs.readImages(folder);
  if (text === null) return null;
  const record = await decodeRecord(text);
  if (record === null)
    throw new RunFolderError(
      `the record of the images of the run in "${folder}" is damaged`,
      'restore the folder from a copy, or train again',
    );
  return mapRecordPaths(record, (path) => runs.resolvedPath(path, folder));
}

/**
 * Loads the record of the images of a run that is to be resumed; `null` if its images could not be identified.
 *
 * @throws RunFolderError if it is missing, or not that of the saved state
 */
export async function loadSavedRecord(
  { fingerprint }: Pick<RunIdentity, 'fingerprint'>,
  folder: string,
  runs: Store,
): Promise<ImageRecord | null> {
  if (fingerprint === null) return null;
  const record = await loadRecord(folder, runs);
  if (record !== null && (await fingerprintOf(record)) === fingerprint) return record;
  throw new RunFolderError(
    record === null
      ? `the run in "${folder}" has no record of its images, so it cannot be resumed on exactly the same images`
      : `the record of the images of the run in "${folder}" belongs to another run`,
    'use --overwrite to replace that run, or --out to choose another folder',
  );
}

/** @throws RunFolderError with the images that have changed since a run stopped */
export function checkSameImages(saved: ImageRecord | null, now: ImageRecord | null, folder: string): void {
  if (saved === null || now === null) return;
  const changes = describeChanges(compareRecords(saved, now));
  if (changes === null) return;
  throw new RunFolderError(
    `the images have changed since the run in "${folder}" stopped: ${changes.counts}`,
    'restore the images; or use --overwrite to replace that run, or --out to choose another folder',
    { details: changes.details },
  );
}
