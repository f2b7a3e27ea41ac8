import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isNotFound, systemReason } from '../../base/diagnostics/system-error';
import { FileFormatError } from '../../base/diagnostics/user-error';
import { isRecord } from '../../base/values';
import { fromStateFile, toStateFile } from '../../run/training/run-state';
import type { LoadedRun, StateSlots } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';
import { writeFileAtomically } from './atomic-write';
import { readStateFile, readStateHeader, writeStateFile } from './run-state-file';

/** The state files of a run folder: the newest, and the previous one in case the newest is damaged. */
export const stateNames = ['.convspec-state-0', '.convspec-state-1'] as const;

/** The record of the images of a run. */
const imagesName = '.convspec-images.json';

type Slot = 0 | 1;

/** The slots of a folder without state files. */
export function newStateSlots(root: string): StateSlots {
  return stateSlots(root, 0, 0);
}

/**
 * Loads the newest valid state in a run folder; `null` if there are no state files.
 *
 * @param warn receives a warning if a damaged state file is skipped
 * @throws RunFolderError if all state files are damaged
 */
export async function loadRun(root: string, warn: (text: string) => void): Promise<LoadedRun | null> {
  const found: { slot: Slot; sequence: number }[] = [];
  const damages: string[] = [];
  for (const slot of [0, 1] as const) {
    await unlessDamaged(damages, async () => {
      const path = join(root, stateNames[slot]);
      const sequence = sequenceOf(path, await readStateHeader(path));
      if (sequence !== null) found.push({ slot, sequence });
    });
  }
  found.sort((a, b) => b.sequence - a.sequence);
  for (const { slot, sequence } of found) {
    const content = await unlessDamaged(damages, () => readStateFile(join(root, stateNames[slot])));
    if (!content) continue;
    for (const damage of damages) warn(`${damage}; using the previous state instead`);
    const saved = fromStateFile({ ...content, header: (content.header as Header).run });
    return { saved, slots: stateSlots(root, slot === 0 ? 1 : 0, sequence + 1) };
  }
  if (damages.length === 0) return null;
  throw new RunFolderError(
    damages.join('; '),
    'start again with --overwrite, or choose another folder with --out',
  );
}

/** Saves the record of the images of a run. */
export function keepImages(root: string, record: string): Promise<void> {
  return writeFileAtomically(join(root, imagesName), record);
}

/** Reads the record of the images of a run; `null` if there is none. @throws RunFolderError if it cannot be read */
export async function readImages(root: string): Promise<string | null> {
  const path = join(root, imagesName);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isNotFound(error)) return null;
    throw new RunFolderError(`cannot read "${path}": ${systemReason(error)}`, 'make it readable');
  }
}

/** Removes the state files, so that a run that is about to be removed cannot be resumed, and the record of its images. */
export async function removeStates(root: string): Promise<void> {
  for (const name of [...stateNames, imagesName]) await rm(join(root, name), { force: true });
}

interface Header {
  /** Counts the states of a run, to determine the newer one. */
  readonly sequence: number;
  readonly run: unknown;
}

/** The number of a state from its header, whose checksum has not been verified; `null` without a file. */
function sequenceOf(path: string, header: unknown): number | null {
  if (header === null) return null;
  const sequence = isRecord(header) ? header.sequence : undefined;
  if (typeof sequence === 'number' && Number.isSafeInteger(sequence)) return sequence;
  throw new FileFormatError(path, 'cannot be resumed from: its header is invalid');
}

function stateSlots(root: string, slot: Slot, sequence: number): StateSlots {
  let next = { slot, sequence };
  return {
    async save(run) {
      const { header, tensors } = toStateFile(run);
      const own: Header = { sequence: next.sequence, run: header };
      await writeStateFile(join(root, stateNames[next.slot]), { header: own, tensors });
      next = { slot: next.slot === 0 ? 1 : 0, sequence: next.sequence + 1 };
    },
  };
}

async function unlessDamaged<T>(damages: string[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    damages.push(error.message);
    return null;
  }
}
