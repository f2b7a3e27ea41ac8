import type { SettledPlan } from '../../check/model-plan';
import type { EngineSnapshot } from '../backends/engine';
import type { EpochRecord } from './events';

/** Where a run stands between two batches, with all that it needs to go on as if it had never stopped. */
export interface Progress {
  /** The epoch under way or next, from 0. */
  readonly epoch: number;
  /** Batches of that epoch that have been trained on; 0 before its first. */
  readonly batch: number;
  /** Whether the epoch has been trained to its end, and only its validation and the hooks after it are left. */
  readonly trained: boolean;
  /** Optimizer steps made so far. */
  readonly step: number;
  /** Spent on that epoch so far. */
  readonly seconds: number;
  /** Why a callback has asked the run to stop; `null` when none has. */
  readonly stopReason: string | null;
  readonly history: readonly EpochRecord[];
  /** What callbacks have said since its last entry. */
  readonly messages: readonly string[];
  /** In the order of the callbacks. */
  readonly callbacks: readonly CallbackProgress[];
  readonly engine: EngineSnapshot;
}

interface CallbackProgress {
  readonly state: Record<string, unknown>;
  /** The weights that it keeps; `null` when it keeps none. */
  readonly kept: readonly Float32Array[] | null;
}

/** What makes a run this run and no other: a state of another one is not resumed from. */
export interface RunIdentity {
  /** With the paths of its data relative to the run folder. */
  readonly plan: SettledPlan;
  readonly backend: string;
  readonly device: string;
  readonly classes: readonly string[];
  readonly images: number;
  /** 0 without validation. */
  readonly validationImages: number;
}

/** A file of a run at some moment. */
export interface KnownFile {
  /** Relative to the run folder, with `/`. */
  readonly path: string;
  /** In bytes; `null` of a file that is only ever replaced. */
  readonly length: number | null;
}

/** A run as it is saved. */
export interface SavedRun {
  readonly identity: RunIdentity;
  /** Files in the run folder at that moment. */
  readonly files: readonly KnownFile[];
  /** `null` before anything has begun. */
  readonly progress: Progress | null;
}

/** What a state file holds: a header that JSON can hold, and tensors by name, in order. */
export interface StateFileContent {
  readonly header: unknown;
  readonly tensors: readonly (readonly [name: string, values: Float32Array])[];
}

/** What the header of a state file has of a {@link SavedRun}: everything but its tensors. */
interface SavedHeader {
  readonly identity: RunIdentity;
  readonly files: readonly KnownFile[];
  readonly progress:
    | (Omit<Progress, 'callbacks' | 'engine'> & {
        readonly callbacks: readonly Record<string, unknown>[];
        readonly engine: Omit<EngineSnapshot, 'weights' | 'slots'>;
      })
    | null;
}

/** What the names of tensors begin with; the rest is an index, or the path of a slot. */
const prefixes = { weight: 'weight/', slot: 'slot/', kept: (callback: number) => `kept/${callback}/` };

/** A saved run as a state file holds it. */
export function toStateFile({ identity, files, progress }: SavedRun): StateFileContent {
  if (progress === null) return { header: { identity, files, progress }, tensors: [] };
  const { callbacks, engine, ...rest } = progress;
  const { weights, slots, ...numbers } = engine;
  const header: SavedHeader = {
    identity,
    files,
    progress: { ...rest, callbacks: callbacks.map(({ state }) => state), engine: numbers },
  };
  return {
    header: encodeNumbers(header),
    tensors: [
      ...numbered(prefixes.weight, weights),
      ...Object.entries(slots).map(([path, values]) => [prefixes.slot + path, values] as const),
      ...callbacks.flatMap(({ kept }, i) => numbered(prefixes.kept(i), kept ?? [])),
    ],
  };
}

function numbered(prefix: string, tensors: readonly Float32Array[]) {
  return tensors.map((values, i) => [prefix + i, values] as const);
}

/** What {@link toStateFile} was given. A file whose checksum holds is trusted. */
export function fromStateFile({ header, tensors }: StateFileContent): SavedRun {
  const { identity, files, progress } = decodeNumbers(header) as SavedHeader;
  if (progress === null) return { identity, files, progress };
  const tensorsOf = (prefix: string) => tensors.filter(([name]) => name.startsWith(prefix));
  const valuesOf = (prefix: string) => tensorsOf(prefix).map(([, values]) => values);
  return {
    identity,
    files,
    progress: {
      ...progress,
      callbacks: progress.callbacks.map((state, i) => {
        const kept = valuesOf(prefixes.kept(i));
        return { state, kept: kept.length > 0 ? kept : null };
      }),
      engine: {
        ...progress.engine,
        weights: valuesOf(prefixes.weight),
        slots: Object.fromEntries(
          tensorsOf(prefixes.slot).map(([name, values]) => [name.slice(prefixes.slot.length), values]),
        ),
      },
    },
  };
}

/** Stands for a number that JSON cannot hold. */
const numberKey = '$number';

function encodeNumbers(value: unknown): unknown {
  return mapValues(value, (leaf) => {
    if (typeof leaf !== 'number' || (Number.isFinite(leaf) && !Object.is(leaf, -0))) return leaf;
    return { [numberKey]: Object.is(leaf, -0) ? '-0' : String(leaf) };
  });
}

function decodeNumbers(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && numberKey in value) return Number(value[numberKey]);
  return mapValues(value, (leaf) => leaf, decodeNumbers);
}

/** The same lists and mappings with other values in them. */
function mapValues(
  value: unknown,
  leaf: (value: unknown) => unknown,
  inner: (value: unknown) => unknown = (value) => mapValues(value, leaf),
): unknown {
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return leaf(value);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inner(entry)]));
}
