import {
  backend_util,
  type Conv2DBackpropInputAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { Composition, heapOf, viewAs, type WasmKernel, wasmKernelConfig } from './composition';

/**
 * The gradient of a depthwise convolution with respect to its input. Each channel of `dy` is convolved with its own
 * reversed filter, which is again a depthwise convolution; the `multiplier` results of one input channel are summed.
 */
const depthwiseConv2dBackpropInput: WasmKernel<'dy' | 'filter', DepthwiseConv2dNativeBackpropInputAttrs> = ({
  inputs: { dy, filter },
  attrs,
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const [height = 0, width = 0, channels = 0, multiplier = 0] = filter.shape;
    const info = backend_util.computeConv2DInfo(
      attrs.inputShape,
      [height, width, channels, multiplier],
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      true,
    );
    const single = viewAs(filter, [height, width, channels * multiplier, 1]);
    const dx = inputGradient(composition, 'DepthwiseConv2dNative', dy, single, info);
    if (multiplier === 1) return dx;
    const apart = viewAs(dx, [info.batchSize * info.inHeight * info.inWidth * channels, multiplier]);
    const sums = composition.call('Sum', { x: apart }, { axis: [1], keepDims: false });
    return viewAs(sums, info.inShape);
  });

/** `DepthwiseConv2dNativeBackpropInput`, which tfjs's `wasm` backend lacks. NHWC, undilated. */
export const depthwiseConv2dBackpropInputConfig = wasmKernelConfig(
  'DepthwiseConv2dNativeBackpropInput',
  depthwiseConv2dBackpropInput,
);

/** The gradient of a convolution with respect to its input: `dy` convolved with the filter, whose channels are swapped. */
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
    if (info.dataFormat !== 'channelsLast')
      throw new Error('Conv2DBackpropInput on wasm supports only NHWC.');
    return inputGradient(composition, 'Conv2D', dy, composition.transpose(filter, [0, 1, 3, 2]), info);
  });

/** `Conv2DBackpropInput` made of XNNPACK convolutions. NHWC, undilated. */
export const conv2DBackpropInputConfig = wasmKernelConfig('Conv2DBackpropInput', conv2DBackpropInput);

/**
 * The input gradient `[batch, inHeight, inWidth, channels]` of the convolution that `info` describes, computed by
 * convolutions of `dy` at stride 1 with the tfjs kernel `convolution`.
 *
 * Input rows whose padded indices have the same remainder modulo the stride (a phase) see only every stride-th filter
 * row. Each pair of row and column phases is therefore such a convolution with its part of the filter, reversed:
 *
 *   dx[stride·t + phase − before] = Σ_m dy[t − m] · f[stride·m + phase].
 *
 * `filter` has the layout that `convolution` expects, mapping the channels of `dy` to those of dx.
 */
function inputGradient(
  composition: Composition,
  convolution: 'Conv2D' | 'DepthwiseConv2dNative',
  dy: TensorInfo,
  filter: TensorInfo,
  info: backend_util.Conv2DInfo,
): TensorInfo {
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
  const convolve = (rows: Phase, columns: Phase) =>
    convolvePhase(composition, convolution, dy, filter, rows, columns);
  if (info.strideHeight === 1 && info.strideWidth === 1 && rowPhases[0] && columnPhases[0]) {
    return convolve(rowPhases[0], columnPhases[0]);
  }
  const [, , dyChannels = 0, filters = 0] = filter.shape;
  const channels = convolution === 'Conv2D' ? filters : dyChannels * filters;
  const dx = composition.allocate([info.batchSize, info.inHeight, info.inWidth, channels]);
  heapOf(composition.backend, dx).fill(0);
  for (const rows of rowPhases) {
    for (const columns of columnPhases) interleave(composition, convolve(rows, columns), dx, rows, columns);
  }
  return dx;
}

/** One phase along one axis: positions `first + stride·i` of dx, `i < count`, as a convolution of `dy`. */
interface Phase {
  readonly stride: number;
  readonly first: number;
  readonly count: number;
  /** Indices into the filter, in the order in which the convolution reads them. */
  readonly taps: readonly number[];
  /** The range of `dy` that is read, and the number of zeros before and after it. */
  readonly begin: number;
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

/** The phases of an axis that receive a gradient. */
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

/** One pair of phases, `[batch, rows.count, columns.count, channels]`. */
function convolvePhase(
  composition: Composition,
  convolution: string,
  dy: TensorInfo,
  filter: TensorInfo,
  rows: Phase,
  columns: Phase,
): TensorInfo {
  const [, kernelWidth = 0, ...weights] = filter.shape;
  const read = composition.crop(dy, {
    top: rows.begin,
    left: columns.begin,
    height: rows.size,
    width: columns.size,
  });

  const part = composition.allocate([rows.taps.length, columns.taps.length, ...weights]);
  const from = heapOf(composition.backend, filter);
  const to = heapOf(composition.backend, part);
  const block = util.sizeFromShape(weights);
  let offset = 0;
  for (const row of rows.taps) {
    for (const column of columns.taps) {
      const start = (row * kernelWidth + column) * block;
      to.set(from.subarray(start, start + block), offset);
      offset += block;
    }
  }
  return composition.call(
    convolution,
    { x: read, filter: part },
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

/** Writes the pixels of a phase to their positions in `dx`. */
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
