import type { KernelConfig, SumAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util, util } from '@tensorflow/tfjs-core';
import { heapOf, type WasmKernel, wasmKernelConfig } from './composition';

/** `Sum` as tfjs's own kernel `original` does it, but for the leading axes in one pass: a bias gradient, say. */
export function sumConfig(original: KernelConfig): KernelConfig {
  return leadingReduction(original, () => 1);
}

/** `Mean` likewise: the moments of a batch normalization. */
export function meanConfig(original: KernelConfig): KernelConfig {
  return leadingReduction(original, (rows) => rows);
}

// tfjs's kernels first transpose a tensor until the reduced axes are the last ones. Where those are exactly the
// leading axes of float32 maps, the columns can be added up as they lie; sums are kept in double precision.
function leadingReduction(original: KernelConfig, divisor: (rows: number) => number): KernelConfig {
  const reduce: WasmKernel<'x', SumAttrs> = ({ inputs, attrs, backend }) => {
    const { x } = inputs;
    const axes = util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
    const isLeading = axes.length < x.shape.length && axes.every((axis, index) => axis === index);
    if (!isLeading || x.dtype !== 'float32') {
      const args = { inputs, attrs, backend } as unknown as Parameters<KernelConfig['kernelFunc']>[0];
      return original.kernelFunc(args) as TensorInfo;
    }
    const kept = x.shape.slice(axes.length);
    const rows = util.sizeFromShape(x.shape.slice(0, axes.length));
    const columns = util.sizeFromShape(kept);
    const output = backend.makeOutput(
      attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept,
      'float32',
    );
    const values = heapOf(backend, x);
    const sums = new Float64Array(columns);
    // Four rows at a time: a sum is then loaded and stored once for four values.
    const whole = rows - (rows % 4);
    for (let row = 0; row < whole; row += 4) {
      const first = row * columns;
      for (let column = 0; column < columns; column++) {
        const index = first + column;
        sums[column] =
          (sums[column] as number) +
          ((values[index] as number) +
            (values[index + columns] as number) +
            ((values[index + 2 * columns] as number) + (values[index + 3 * columns] as number)));
      }
    }
    for (let index = whole * columns; index < rows * columns; index++) {
      sums[index % columns] = (sums[index % columns] as number) + (values[index] as number);
    }
    const by = divisor(rows);
    const results = heapOf(backend, output);
    for (let column = 0; column < columns; column++) results[column] = (sums[column] as number) / by;
    return output;
  };
  return { ...original, ...wasmKernelConfig(original.kernelName, reduce) };
}
