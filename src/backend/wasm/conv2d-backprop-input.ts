import type { Conv2DBackpropInputAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util } from '@tensorflow/tfjs-core';
import { Composition, heapOf, type WasmKernel, wasmKernelConfig } from './composition';

/**
 * The gradient of a convolution with respect to its input. Input rows whose padded index leaves the same rest on
 * division by the stride (a phase) see only every stride-th filter row, so that each pair of row and column
 * phases is a convolution of `dy` at stride 1, with its part of the filter reversed and its channels swapped:
 *
 *   dx[stride·t + phase − before] = Σ_m dy[t − m] · f[stride·m + phase].
 */
const conv2DBackpropInput: WasmKernel<'dy' | 'filter', Conv2DBackpropInputAttrs> = ({
  inputs: { dy, filter },
  attrs,
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const info = backend_util.computeConv2DInfo(
      attrs.inputShape,
      filter.shape as [number, number, number, number],
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(attrs.dataFormat),
    );
    if (info.dataFormat !== 'channelsLast') throw new Error('Conv2DBackpropInput on wasm takes NHWC only.');

    const rowPhases = phasesOf(
      info.strideHeight,
      info.filterHeight,
      info.inHeight,
      info.padInfo.top,
      info.outHeight,
    );
    const columnPhases = phasesOf(
      info.strideWidth,
      info.filterWidth,
      info.inWidth,
      info.padInfo.left,
      info.outWidth,
    );
    const swapped = composition.transpose(filter, [0, 1, 3, 2]);

    if (info.strideHeight === 1 && info.strideWidth === 1 && rowPhases[0] && columnPhases[0]) {
      return convolvePhase(composition, dy, swapped, rowPhases[0], columnPhases[0]);
    }
    const dx = composition.allocate(info.inShape);
    heapOf(backend, dx).fill(0);
    for (const rows of rowPhases) {
      for (const columns of columnPhases) {
        interleave(composition, convolvePhase(composition, dy, swapped, rows, columns), dx, rows, columns);
      }
    }
    return dx;
  });

/** `Conv2DBackpropInput` from XNNPACK convolutions. NHWC, undilated. */
export const conv2DBackpropInputConfig = wasmKernelConfig('Conv2DBackpropInput', conv2DBackpropInput);

/** One phase along one axis: positions `first + stride·i` of dx, `i < count`, as a convolution of `dy`. */
interface Phase {
  readonly stride: number;
  readonly first: number;
  readonly count: number;
  /** Indices into the filter, in the order in which the convolution reads them. */
  readonly taps: readonly number[];
  /** The part of `dy` that is read, and the zeros before and after it. */
  readonly begin: number;
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** The phases of an axis that receive any gradient at all. */
function phasesOf(stride: number, kernel: number, input: number, before: number, output: number): Phase[] {
  const phases: Phase[] = [];
  for (let phase = 0; phase < Math.min(stride, kernel); phase++) {
    const taps: number[] = [];
    for (let tap = phase; tap < kernel; tap += stride) taps.unshift(tap);
    const firstStep = Math.ceil((before - phase) / stride);
    const lastStep = Math.floor((input - 1 + before - phase) / stride);
    const lowest = firstStep - (taps.length - 1);
    const begin = Math.max(lowest, 0);
    const end = Math.min(lastStep + 1, output);
    if (lastStep < firstStep || end <= begin) continue;
    phases.push({
      stride,
      first: firstStep * stride + phase - before,
      count: lastStep - firstStep + 1,
      taps,
      begin,
      size: end - begin,
      before: begin - lowest,
      after: lastStep + 1 - end,
    });
  }
  return phases;
}

/** `[batch, rows.count, columns.count, inChannels]`; `swapped` is the filter as `[kh, kw, outChannels, inChannels]`. */
function convolvePhase(
  composition: Composition,
  dy: TensorInfo,
  swapped: TensorInfo,
  rows: Phase,
  columns: Phase,
): TensorInfo {
  const [batch = 0, height, width, outChannels = 0] = dy.shape;
  const [, kernelWidth = 0, , inChannels = 0] = swapped.shape;
  const read =
    rows.size === height && columns.size === width
      ? dy
      : composition.call(
          'Slice',
          { x: dy },
          { begin: [0, rows.begin, columns.begin, 0], size: [batch, rows.size, columns.size, outChannels] },
        );

  const filter = composition.allocate([rows.taps.length, columns.taps.length, outChannels, inChannels]);
  const from = heapOf(composition.backend, swapped);
  const to = heapOf(composition.backend, filter);
  const block = outChannels * inChannels;
  let offset = 0;
  for (const row of rows.taps) {
    for (const column of columns.taps) {
      const start = (row * kernelWidth + column) * block;
      to.set(from.subarray(start, start + block), offset);
      offset += block;
    }
  }
  return composition.call(
    'Conv2D',
    { x: read, filter },
    {
      strides: 1,
      dilations: 1,
      pad: [
        [0, 0],
        [rows.before, rows.after],
        [columns.before, columns.after],
        [0, 0],
      ],
      dataFormat: 'NHWC',
    },
  );
}

/** Writes the pixels of a phase to their places in `dx`. */
function interleave(
  { backend }: Composition,
  phase: TensorInfo,
  dx: TensorInfo,
  rows: Phase,
  columns: Phase,
): void {
  const [batch = 0, height = 0, width = 0, channels = 0] = dx.shape;
  const from = heapOf(backend, phase);
  const to = heapOf(backend, dx);
  let source = 0;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows.count; row++) {
      const line = (image * height + rows.first + row * rows.stride) * width;
      for (let column = 0; column < columns.count; column++) {
        const target = (line + columns.first + column * columns.stride) * channels;
        for (let channel = 0; channel < channels; channel++) {
          to[target + channel] = from[source++] as number;
        }
      }
    }
  }
}
