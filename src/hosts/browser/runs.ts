import { fromStateFile, type StateFileContent, toStateFile } from '../../run/training/run-state';
import type { LoadedRun, RunStore, StateSlots } from '../../run/training/run-store';
import { change, openDatabase, pieceBytes, type RunDatabase, within } from './database';
import { openStoredFolder, reopenStoredFolder } from './run-folder';
import { lockStoredRun } from './run-lock';

/** Runs in this origin's IndexedDB, by name. */
export async function openBrowserRuns(): Promise<RunStore> {
  const database: RunDatabase = await openDatabase();
  return {
    locate: runName,
    async freeSpace() {
      const { quota, usage } = await navigator.storage.estimate();
      return quota === undefined || usage === undefined ? undefined : quota - usage;
    },
    lock: lockStoredRun,
    open: (path, options) => openStoredFolder(database, path, options),
    reopen: (path, files, warn) => reopenStoredFolder(database, path, files, warn),
    load: (path) => loadStoredRun(database, path),
    keepImages: (path, images) => keepStoredImages(database, path, images),
    readImages: async (path) => (await database.get('runs', path))?.images ?? null,
    newStates: (path) => storedStates(database, path),
    movedPath: (path) => path,
    resolvedPath: (path) => path,
  };
}

/** Normalizes the name of a run: removes empty and `.` steps. */
export function runName(out: string): string {
  return out
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}

/** Part of a tensor, small enough for one value in the database. */
interface TensorPiece {
  readonly name: string;
  /** The length of the whole tensor. */
  readonly length: number;
  readonly from: number;
  readonly values: Float32Array;
}

const pieceValues = pieceBytes / 4;

/** Saves the state of a run in the browser's store. One slot is enough, because it is replaced in one transaction. */
function storedStates(database: RunDatabase, run: string): StateSlots {
  return {
    async save(saved) {
      const { header, tensors } = toStateFile(saved);
      await change(database, run, async (transaction) => {
        const store = transaction.objectStore('states');
        await store.delete(within(run));
        await store.put(header, [run, 0]);
        let number = 1;
        for (const piece of piecesOf(tensors)) await store.put(piece, [run, number++]);
      });
    },
  };
}

/** Saves the record of the images of a run. */
async function keepStoredImages(database: RunDatabase, name: string, images: string): Promise<void> {
  await change(database, name, (transaction) => transaction.objectStore('runs').put({ name, images }));
}

/** Loads the saved state of a run; `null` if there is none. */
async function loadStoredRun(database: RunDatabase, run: string): Promise<LoadedRun | null> {
  const [header, ...pieces] = await database.getAll('states', within(run));
  if (header === undefined) return null;
  const tensors = new Map<string, Float32Array>();
  for (const { name, length, from, values } of pieces as TensorPiece[]) {
    const tensor = tensors.get(name) ?? new Float32Array(length);
    tensor.set(values, from);
    tensors.set(name, tensor);
  }
  return { saved: fromStateFile({ header, tensors: [...tensors] }), slots: storedStates(database, run) };
}

function* piecesOf(tensors: StateFileContent['tensors']): Generator<TensorPiece, void> {
  for (const [name, values] of tensors) {
    const { length } = values;
    for (let from = 0; from < length || from === 0; from += pieceValues) {
      yield { name, length, from, values: values.slice(from, from + pieceValues) };
    }
  }
}
