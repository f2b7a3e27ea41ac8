import { z } from 'zod';
import type { SettledPlan } from '../../check/model-plan';
import type { EngineSnapshot } from '../backends/engine';
import type { EpochRecord } from './events';

/** The state of a run between two batches: everything it needs to resume as if it had never stopped. */
export interface Progress {
  /** The current or next epoch, from 0. */
  readonly epoch: number;
  /** Batches of that epoch trained so far. */
  readonly batch: number;
  /** Whether training of the epoch is complete, and only validation and the hooks after it are left. */
  readonly trained: boolean;
  /** Optimizer steps so far. */
  readonly step: number;
  /** Seconds spent on that epoch so far. */
  readonly seconds: number;
  /** Why a callback asked the run to stop; `null` if none has. */
  readonly stopReason: string | null;
  readonly history: readonly EpochRecord[];
  /** Messages of callbacks since the last entry of the history. */
  readonly messages: readonly string[];
  /** In the order of the callbacks. */
  readonly callbacks: readonly CallbackProgress[];
  readonly engine: EngineSnapshot;
}

interface CallbackProgress {
  readonly state: Record<string, unknown>;
  /** The weights it keeps; `null` if none. */
  readonly kept: readonly Float32Array[] | null;
}

/** Identifies a run; a run can only be resumed from a state with a compatible identity. */
export interface RunIdentity {
  /** With data paths relative to the run folder. */
  readonly plan: SettledPlan;
  readonly backend: string;
  readonly device: string;
  readonly classes: readonly string[];
  readonly images: number;
  /** 0 without validation. */
  readonly validationImages: number;
  /** 0 without a test set. */
  readonly testImages: number;
  /** Of the record of the images; `null` if a program passed a data set, whose images cannot be identified. */
  readonly fingerprint: string | null;
}

/** A file of a run at the time a state was saved. */
export interface KnownFile {
  /** Relative to the run folder, with `/`. */
  readonly path: string;
  /** In bytes; `null` for a file that is always replaced, never appended to. */
  readonly length: number | null;
}

/** A saved run. */
export interface SavedRun {
  readonly identity: RunIdentity;
  /** Files in the run folder at that time. */
  readonly files: readonly KnownFile[];
  /** `null` before training starts. */
  readonly progress: Progress | null;
}

/** The content of a state file: a JSON header, and named tensors in order. */
export interface StateFileContent {
  readonly header: unknown;
  readonly tensors: readonly (readonly [name: string, values: Float32Array])[];
}

/** The header of a state file: a {@link SavedRun} without its tensors. */
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

const whole = z.int().min(0);
const positive = z.int().min(1);
const texts = z.array(z.string());
/** Any number: zod's own rejects NaN and infinities. */
const number = z.custom<number>((value) => typeof value === 'number', 'expected a number');

const planSchema = z.looseObject({
  training: z.looseObject({ epochs: positive, batchSize: positive, accumulate: positive }),
  layers: z.array(
    z.looseObject({
      ...{ name: z.string(), kind: z.string(), block: z.string(), inputs: texts },
      config: z.record(z.string(), z.unknown()),
      outputShape: z.array(z.number()),
      weights: z.array(z.looseObject({ name: z.string(), shape: z.array(z.number()) })),
    }),
  ),
  callbacks: z.array(z.looseObject({ type: z.string() })),
  totals: z.record(z.string(), number),
});

/**
 * The parts of a header that a run relies on: a state file may come from anywhere, and its checksum only protects against
 * accidents.
 */
const headerSchema = z.looseObject({
  identity: z.looseObject({
    ...{ plan: planSchema, backend: z.string(), device: z.string(), classes: texts },
    ...{ images: whole, validationImages: whole, testImages: whole },
  }),
  files: z.array(z.object({ path: z.string(), length: whole.nullable() })),
  progress: z
    .looseObject({
      ...{ epoch: whole, batch: whole, trained: z.boolean(), step: whole, seconds: number },
      ...{ stopReason: z.string().nullable(), messages: texts },
      history: z.array(
        z.looseObject({
          ...{ epoch: whole, logs: z.record(z.string(), number), learningRate: number },
          ...{ messages: texts, durationSeconds: number },
        }),
      ),
      callbacks: z.array(z.record(z.string(), z.unknown())),
      engine: z.looseObject({
        ...{ learningRate: number, iterations: whole },
        metrics: z.record(z.string(), z.object({ sum: number, count: number })).optional(),
        algorithms: z.record(z.string(), z.string()).optional(),
      }),
    })
    .nullable(),
});

/** A saved state that no run has written. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError';
}

/** Prefixes of tensor names; the rest is an index, or the path of a slot. */
const prefixes = { weight: 'weight/', slot: 'slot/', kept: (callback: number) => `kept/${callback}/` };

/** Converts a saved run to the content of a state file. */
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

/** The inverse of {@link toStateFile}. @throws InvalidStateError */
export function fromStateFile({ header, tensors }: StateFileContent): SavedRun {
  const { identity, files, progress } = parseHeader(header);
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

function parseHeader(header: unknown): SavedHeader {
  const { data, error } = headerSchema.safeParse(decodeNumbers(header));
  if (data) return data as unknown as SavedHeader;
  const [issue] = error.issues;
  throw new InvalidStateError(`its contents are invalid: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** The key of an object that represents NaN, an infinity or −0. */
const numberKey = '$number';

function encodeNumbers(value: unknown): unknown {
  return mapValues(value, (leaf) => {
    if (typeof leaf !== 'number' || (Number.isFinite(leaf) && !Object.is(leaf, -0))) return leaf;
    return { [numberKey]: Object.is(leaf, -0) ? '-0' : String(leaf) };
  });
}

/** Far deeper than any saved run. */
const deepest = 100;

function decodeNumbers(value: unknown, depth = 0): unknown {
  if (depth > deepest) throw new InvalidStateError('its contents are invalid: they are nested too deep');
  if (typeof value === 'object' && value !== null && numberKey in value) return Number(value[numberKey]);
  return mapValues(
    value,
    (leaf) => leaf,
    (inner) => decodeNumbers(inner, depth + 1),
  );
}

/** Maps the values in nested lists and objects. */
function mapValues(
  value: unknown,
  leaf: (value: unknown) => unknown,
  inner: (value: unknown) => unknown = (value) => mapValues(value, leaf),
): unknown {
  if (Array.isArray(value)) return value.map(inner);
  if (typeof value !== 'object' || value === null) return leaf(value);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inner(entry)]));
}
