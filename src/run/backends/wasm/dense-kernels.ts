import {
  type BatchMatMulAttrs,
  backend_util,
  broadcast_util,
  type KernelConfig,
  type SumAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { Composition, heapOf, viewAs, type WasmKernel, wasmKernelConfig } from './composition';
import { requireRoomToPack } from './heap';

/** A product counts as having few rows if it has more than this many times as many columns. */
const FEW = 8;

/** Matrices are transposed in squares of this side length; a row of a square fits into a cache line. */
const TILE = 16;

/**
 * Matrix product. tfjs's kernel does not use XNNPACK if an operand is transposed, and XNNPACK packs its second operand,
 * column by column, for every new tensor. Transposes are therefore explicit, and a product whose second operand is the
 * large one, such as the weight of a dense layer, is computed as `a·b = (bᵀ·aᵀ)ᵀ`: the forward pass then transposes the
 * weight instead of packing it, and the input gradient, where `b` is already given as `bᵀ`, does neither.
 */
const batchMatMul: WasmKernel<'a' | 'b', BatchMatMulAttrs> = ({
  inputs: { a, b },
  attrs: { transposeA, transposeB },
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const flip = (x: TensorInfo) => swapLastTwo(composition, x);
    if (transposeA && transposeB) return flip(multiply(composition, b, a));
    const isFewRows = sizeOf(a, transposeA ? -1 : -2) * FEW < sizeOf(b, transposeB ? -2 : -1);
    if (isFewRows) {
      const product = multiply(composition, transposeB ? b : flip(b), transposeA ? a : flip(a));
      return flip(product);
    }
    return multiply(composition, transposeA ? flip(a) : a, transposeB ? flip(b) : b);
  });

/** `BatchMatMul` of float32 matrices or batches of them, with transposed operands as fast as plain ones. */
export const batchMatMulConfig = wasmKernelConfig('BatchMatMul', batchMatMul);

/** tfjs's own product: its fused kernel, which supports only rank 3, without bias and activation. */
function multiply(composition: Composition, a: TensorInfo, b: TensorInfo): TensorInfo {
  requireRoomToPack(composition.backend, b);
  const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const product = composition.call(
    '_FusedMatMul',
    { a: asRank3(a), b: asRank3(b) },
    { transposeA: false, transposeB: false, activation: 'linear' },
  );
  return viewAs(product, [...outer, ...product.shape.slice(1)]);
}

function asRank3(x: TensorInfo): TensorInfo {
  return viewAs(x, [util.sizeFromShape(x.shape.slice(0, -2)), ...x.shape.slice(-2)]);
}

function swapLastTwo(composition: Composition, x: TensorInfo): TensorInfo {
  const rank = x.shape.length;
  if (rank > 2) {
    const axes = x.shape.map((_, axis) => axis);
    return composition.transpose(x, [...axes.slice(0, rank - 2), rank - 1, rank - 2]);
  }
  const [rows = 0, columns = 0] = x.shape;
  const transposed = composition.allocate([columns, rows]);
  const from = heapOf(composition.backend, x);
  const to = heapOf(composition.backend, transposed);
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(top + TILE, rows);
    for (let left = 0; left < columns; left += TILE) {
      const right = Math.min(left + TILE, columns);
      for (let column = left; column < right; column++) {
        let target = column * rows + top;
        for (let row = top, source = top * columns + column; row < bottom; row++, source += columns) {
          to[target++] = from[source] as number;
        }
      }
    }
  }
  return transposed;
}

/** The size of axis `axis`; negative axes count from the end. */
function sizeOf(x: TensorInfo, axis: number): number {
  return x.shape.at(axis) ?? 1;
}

/** `Sum` that reduces leading axes in one pass, for example for a bias gradient, and otherwise calls tfjs's kernel `original`. */
export function sumConfig(original: KernelConfig): KernelConfig {
  return leadingReduction(original, () => 1);
}

/** `Mean` that reduces leading axes in one pass, for example for the moments of batch norm; otherwise calls `original`. */
export function meanConfig(original: KernelConfig): KernelConfig {
  return leadingReduction(original, (rows) => rows);
}

// tfjs's kernels first transpose a tensor so that the reduced axes are last. If they are exactly the leading axes of
// float32 maps, the columns can be summed in place; sums are in double precision.
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
    // Four rows at a time: each sum is loaded and stored once per four values.
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
