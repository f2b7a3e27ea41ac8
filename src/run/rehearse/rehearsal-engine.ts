import type { Engine, MetricSums } from '../backends/engine';
import type { DataSet } from '../data/data-set';
import type { Logs } from '../training/callbacks/callback';
import type { RunFolder } from '../training/run-store';

/** An engine without a model, which returns recorded metrics. */
export interface RehearsalEngine extends Engine {
  /** The epoch whose weights were restored, from 0; `null` if none were. */
  readonly restoredEpoch: number | null;
}

/**
 * Creates an engine that returns the logs of each epoch for training and validation. Its only weight is the number of the
 * epoch in which it was last trained, so that kept or restored weights identify their epoch.
 */
export function createRehearsalEngine(run: {
  readonly epochs: readonly Logs[];
  readonly batchesPerEpoch: number;
  readonly learningRate: number;
}): RehearsalEngine {
  const names = new Set(run.epochs.flatMap((logs) => Object.keys(logs)));
  let sums: MetricSums = {};
  let epoch = 0;
  let validating = false;
  let iterations = 0;
  let restoredEpoch: number | null = null;
  return {
    backend: 'rehearsal',
    device: 'recorded logs',
    metrics: [...names].filter((name) => !isOfValidation(name)),
    weights: [{ path: 'rehearsal/epoch', layer: 'rehearsal', name: 'epoch', shape: [1], trainable: true }],
    learningRate: Math.fround(run.learningRate),
    get iterations() {
      return iterations;
    },
    get restoredEpoch() {
      return restoredEpoch;
    },
    async trainBatch(_batch, { step }) {
      epoch = Math.floor(step / run.batchesPerEpoch);
      iterations = step + 1;
      sums = sumsOf(run.epochs[epoch] ?? {}, (name) => (isOfValidation(name) ? null : name));
      validating = false;
    },
    async evaluateBatch() {
      sums = sumsOf(run.epochs[epoch] ?? {}, (name) => (isOfValidation(name) ? name.slice(4) : null));
      validating = true;
    },
    predictBatch: async () => new Float32Array(),
    readMetrics: async () => sums,
    async takeMetrics() {
      const taken = sums;
      sums = {};
      // An epoch without training metrics fails, so if only validation logs were recorded, they are used instead.
      const trainedOnNothing = !validating && iterations > 0 && Object.keys(taken).length === 0;
      return trainedOnNothing ? sumsOf(run.epochs[epoch] ?? {}, (name) => name) : taken;
    },
    readWeight: async () => Float32Array.of(epoch),
    async writeWeight(_index, [value = 0]) {
      restoredEpoch = value;
    },
    readSlot: async () => undefined,
    async syncModel() {},
    async snapshot() {
      const { learningRate } = this;
      return { weights: [Float32Array.of(epoch)], slots: {}, learningRate, iterations, metrics: sums };
    },
    async restore() {},
    dispose() {},
  };
}

function isOfValidation(log: string): boolean {
  return log.startsWith('val_');
}

/** The logs that `rename` returns a name for, each as the mean of one image. */
function sumsOf(logs: Logs, rename: (log: string) => string | null): MetricSums {
  const named = Object.entries(logs).flatMap(([log, sum]) => {
    const name = rename(log);
    return name === null ? [] : [[name, { sum, count: 1 }] as const];
  });
  return Object.fromEntries(named);
}

/** A data set with `batches` full batches of empty images. */
export function rehearsalData(batches: number, batchSize: number): DataSet {
  return {
    classes: [],
    size: batches * batchSize,
    async *batches({ from = 0 }) {
      const nothing = new Float32Array();
      for (let batch = from; batch < batches; batch++) yield { size: batchSize, x: nothing, y: nothing };
    },
  };
}

/** A run folder in memory, with only the text of its files and a record of what was saved and removed. */
interface RehearsalFolder extends RunFolder {
  /** Models saved and files removed since the last call. */
  takeChanges(): { readonly saved: readonly string[]; readonly removed: readonly string[] };
}

export function createRehearsalFolder(): RehearsalFolder {
  const texts = new Map<string, string>();
  let saved: string[] = [];
  let removed: string[] = [];
  const put = (path: string, text: string) => {
    const isNew = !texts.has(path);
    texts.set(path, text);
    return isNew;
  };
  return {
    path: 'the rehearsal',
    get files() {
      return [...texts.keys()];
    },
    writeText: async (path, text) => put(path, text),
    async writeWith(path) {
      saved.push(path);
      return put(path, '');
    },
    append: async (path, data) => put(path, (texts.get(path) ?? '') + (typeof data === 'string' ? data : '')),
    readText: async (path) => texts.get(path),
    async remove(path) {
      texts.delete(path);
      removed.push(path);
    },
    settle: async () => [...texts.keys()].map((path) => ({ path, length: null })),
    takeChanges() {
      const changes = { saved, removed };
      saved = [];
      removed = [];
      return changes;
    },
  };
}
