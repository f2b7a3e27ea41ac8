import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FileFormatError } from '../../base/diagnostics/user-error';
import { fromStateFile, InvalidStateError, type SavedRun, toStateFile } from '../../run/training/run-state';
import type { LoadedRun, StateSlots } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';
import { writeFileAtomically } from './atomic-write';
import { readOwnText } from './own-files';
import { attempt } from './run-folder-files';
import { damaged, readStateFile, readStateHeader, writeStateFile } from './run-state-file';

/** The state files of a run folder: the newest, and the previous one in case the newest is damaged. */
export const stateNames = ['.convspec-state-0', '.convspec-state-1'] as const;

/** The record of the images of a run. */
const imagesName = '.convspec-images.json';
/** A record of 512 MB lists more than a million images. */
const largestRecord = 512e6;

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
      const content = await readStateHeader(path);
      if (content) found.push({ slot, sequence: parseHeader(path, content.header).sequence });
    });
  }
  found.sort((a, b) => b.sequence - a.sequence);
  for (const { slot, sequence } of found) {
    const saved = await unlessDamaged(damages, () => readSavedRun(join(root, stateNames[slot])));
    if (!saved) continue;
    for (const damage of damages) warn(`${damage}; using the previous state instead`);
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
  return (await attempt(path, () => readOwnText(path, largestRecord), 'read')) ?? null;
}

/** Removes the state files, so that a run that is about to be removed cannot be resumed, and the record of its images. */
export async function removeStates(root: string): Promise<void> {
  for (const name of [...stateNames, imagesName]) await rm(join(root, name), { force: true });
}

/** `sequence` counts the states of a run, to determine the newer one. */
const headerSchema = z.object({ sequence: z.int().min(0), run: z.unknown() });
type Header = Readonly<z.output<typeof headerSchema>>;

function parseHeader(path: string, header: unknown): Header {
  const { data } = headerSchema.safeParse(header);
  if (data) return data;
  throw damaged(path, 'its header is invalid');
}

/** Reads the saved run in a state file; `null` if the file does not exist. @throws FileFormatError */
async function readSavedRun(path: string): Promise<SavedRun | null> {
  const content = await readStateFile(path);
  if (content === null) return null;
  const { run } = parseHeader(path, content.header);
  try {
    return fromStateFile({ ...content, header: run });
  } catch (error) {
    if (error instanceof InvalidStateError) throw damaged(path, error.message);
    throw error;
  }
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
