import { fromStateFile, type StateFileContent, toStateFile } from '../../run/training/run-state';
import type { LoadedRun, StateSlots } from '../../run/training/run-store';

import { change, pieceBytes, type RunDatabase, within } from './database';

/** Values of a tensor, as many as go into the database at once. */
interface TensorPiece {
  readonly name: string;
  /** Of the whole tensor. */
  readonly length: number;
  readonly from: number;
  readonly values: Float32Array;
}

const pieceValues = pieceBytes / 4;

/** The state of a run in the browser's store: one, since it is replaced all at once or not at all. */
export function storedStates(database: RunDatabase, run: string): StateSlots {
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

/** The saved state of a run; `null` when there is none. */
export async function loadStoredRun(database: RunDatabase, run: string): Promise<LoadedRun | null> {
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
