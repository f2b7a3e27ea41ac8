import type { TileAttrs } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import { type WasmKernel, wasmKernelConfig } from './composition';

/** Repeats a tensor along its axes, `reps` times each; the gradient of batch normalization tiles whole maps. */
const tile: WasmKernel<'x', TileAttrs> = ({ inputs: { x }, attrs: { reps }, backend }) => {
  const shape = x.shape.map((size, axis) => size * (reps[axis] ?? 1));
  const output = backend.makeOutput(shape, x.dtype);
  if (util.sizeFromShape(shape) === 0) return output;
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(output);

  // Writes what `source` is followed by along `axis` and the axes after it, tiled, and returns where it ends.
  const write = (axis: number, source: number, target: number): number => {
    const inner = util.sizeFromShape(x.shape.slice(axis + 1));
    const size = x.shape[axis] ?? 1;
    let end = target;
    if (axis >= x.shape.length - 1) {
      to.set(from.subarray(source, source + size), target);
      end += size;
    } else {
      for (let index = 0; index < size; index++) end = write(axis + 1, source + index * inner, end);
    }
    const block = end - target;
    for (let copy = 1; copy < (reps[axis] ?? 1); copy++) {
      to.copyWithin(end, target, target + block);
      end += block;
    }
    return end;
  };
  write(0, 0, 0);
  return output;
};

/** `Tile` as block copies, where tfjs's own computes an index per element. */
export const tileConfig = wasmKernelConfig('Tile', tile);
