import aOverlappingPool from '../reference/numerics/a-overlapping-pool.json';
import bBnBeforeRelu from '../reference/numerics/b-bn-before-relu.json';
import cDepthwiseSeparable from '../reference/numerics/c-depthwise-separable.json';
import dResidual from '../reference/numerics/d-residual.json';
import eConcat from '../reference/numerics/e-concat.json';
import fDilated from '../reference/numerics/f-dilated.json';
import gRectangular from '../reference/numerics/g-rectangular.json';

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

// Imported instead of read, because the backend tests run in browsers too.
const files = {
  'a-overlapping-pool': aOverlappingPool,
  'b-bn-before-relu': bBnBeforeRelu,
  'c-depthwise-separable': cDepthwiseSeparable,
  'd-residual': dResidual,
  'e-concat': eConcat,
  'f-dilated': fDilated,
  'g-rectangular': gRectangular,
} as const satisfies Readonly<Record<string, unknown>>;

export type ReferenceNetName = keyof typeof files;

/** The files in `test/reference/numerics`. */
export const referenceNets = Object.keys(files) as ReferenceNetName[];

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

export function readReferenceNet(name: ReferenceNetName): ReferenceNet {
  return files[name] as ReferenceNet;
}

export function decode({ data }: ReferenceTensor): Float32Array {
  const bytes = new DataView(Uint8Array.from(atob(data), (byte) => byte.charCodeAt(0)).buffer);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => bytes.getFloat32(4 * i, true));
}

/** `max|a − b| / max(1, max|reference|)`: at most 1e-4 for parity. Infinite if the sizes differ. */
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
