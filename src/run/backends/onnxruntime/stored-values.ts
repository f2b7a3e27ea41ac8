import type { Tensor } from 'onnxruntime-node';
import { type OnnxWeight, toKerasOrder, toOnnxOrder } from '../../../compile/onnx/weights';
import type { WeightPart } from '../../../layers/onnx/onnx-facet';
import { sizeOf } from '../../../layers/shapes';

import type { OnnxRuntime } from './program';

/** Values for each of some weights, in ONNX's order: the weights themselves, a slot of the optimizer, sums of gradients. */
export class StoredValues {
  /** Views of the values. */
  readonly parts: readonly (readonly [WeightPart, Tensor])[];
  private readonly arrays: ReadonlyMap<number, Float32Array>;

  /** Zeros for each of `weights`. */
  constructor({ Tensor }: OnnxRuntime, weights: readonly OnnxWeight[]) {
    this.arrays = new Map(weights.map(({ index, shape }) => [index, new Float32Array(sizeOf(shape))]));
    this.parts = weights.flatMap(({ index, parts }) =>
      parts.map((part) => {
        const { from, dims } = part;
        const start = from * sizeOf(dims.slice(1));
        const values = this.arrays.get(index)?.subarray(start, start + sizeOf(dims)) ?? new Float32Array();
        return [part, new Tensor('float32', values, [...dims])] as const;
      }),
    );
  }

  /** A copy in Keras's order; `undefined` for a weight that there are no values for. */
  read(weight: OnnxWeight): Float32Array | undefined {
    const values = this.arrays.get(weight.index);
    if (!values) return undefined;
    const copy = new Float32Array(values.length);
    toKerasOrder(weight, values, copy);
    return copy;
  }

  /** @param values in Keras's order, of the right number */
  write(weight: OnnxWeight, values: Float32Array): void {
    const own = this.arrays.get(weight.index);
    if (own) toOnnxOrder(weight, values, own);
  }
}
