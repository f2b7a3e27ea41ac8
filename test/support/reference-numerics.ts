import { readFileSync } from 'node:fs';

/** What Keras computed for one small network: `test/reference/numerics/*.json`, made with Keras 3.15.1. */
export interface ReferenceNet {
  readonly name: string;
  readonly loss: { readonly name: string; readonly label_smoothing: number };
  readonly input_shape: readonly number[];
  readonly total_params: number;
  readonly trainable_params: number;
  readonly layers: readonly ReferenceLayer[];
  readonly initial_weights: readonly NamedReferenceTensor[];
  readonly batch: { readonly x: ReferenceTensor; readonly y: ReferenceTensor };
  readonly inference: { readonly output: ReferenceTensor; readonly loss: number };
  readonly training_step: {
    readonly output: ReferenceTensor;
    readonly loss: number;
    readonly gradients: readonly NamedReferenceTensor[];
    readonly moving_statistics_after: readonly NamedReferenceTensor[];
  };
  readonly optimizers: Readonly<Record<OptimizerCase, ReferenceRun>>;
}

/** The files in `test/reference/numerics`. */
export const referenceNets = [
  'a-overlapping-pool',
  'b-bn-before-relu',
  'c-depthwise-separable',
  'd-residual',
  'e-concat',
  'f-dilated',
  'g-rectangular',
] as const;

export const optimizerCases = ['sgd_momentum', 'sgd', 'adam', 'rmsprop'] as const;
export type OptimizerCase = (typeof optimizerCases)[number];

export interface ReferenceLayer {
  readonly name: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound: readonly string[];
  readonly output_shape: readonly number[];
  readonly weights: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly trainable: boolean;
  }[];
}

export interface ReferenceTensor {
  readonly shape: readonly number[];
  /** Little-endian float32 values in base64. */
  readonly data: string;
}

export interface NamedReferenceTensor extends ReferenceTensor {
  readonly layer: string;
  readonly weight: string;
}

interface ReferenceRun {
  readonly config: Readonly<Record<string, number | boolean | null>>;
  readonly steps: number;
  readonly losses: readonly number[];
  readonly final_weights: readonly NamedReferenceTensor[];
  readonly final_inference_output: ReferenceTensor;
}

export function readReferenceNet(file: string): ReferenceNet {
  const url = new URL(`../reference/numerics/${file}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as ReferenceNet;
}

export function decode({ data }: ReferenceTensor): Float32Array {
  const bytes = Buffer.from(data, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}

/** `max|a − b| / max(1, max|reference|)`: at most 1e-4 where the project speaks of parity. Infinite on a wrong size. */
export function distance(actual: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (actual.length !== reference.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let scale = 1;
  for (let i = 0; i < reference.length; i++) {
    const [a = Number.NaN, b = Number.NaN] = [actual[i], reference[i]];
    if (Number.isNaN(a - b)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(a - b));
    scale = Math.max(scale, Math.abs(b));
  }
  return difference / scale;
}
