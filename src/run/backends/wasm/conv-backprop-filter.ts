import {
  backend_util,
  type Conv2DBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
} from '@tensorflow/tfjs-core';
import { Composition, heapOf, type WasmKernel, wasmKernelConfig } from './composition';

/**
 * The gradient of a convolution with respect to its filter, `[kh, kw, inChannels, outChannels]`, computed as a
 * convolution of `x`, with batch and channels swapped, with `dy` as a filter of `outHeight × outWidth` taps whose
 * dilation is the forward stride:
 *
 *   df[i, j, c, o] = Σ_{b, p, q} x[b, p·stride + i − top, q·stride + j − left, c] · dy[b, p, q, o].
 */
const conv2DBackpropFilter: WasmKernel<'x' | 'dy', Conv2DBackpropFilterAttrs> = ({
  inputs: { x, dy },
  attrs,
  backend,
}) =>
  Composition.run(backend, (composition) => {
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      attrs.filterShape,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(attrs.dataFormat),
    );
    if (info.dataFormat !== 'channelsLast')
      throw new Error('Conv2DBackpropFilter on wasm supports only NHWC.');

    // Rows and columns of x that a tap can reach, counted from the first padded one; the rest is cropped.
    const reachHeight = (info.outHeight - 1) * info.strideHeight + info.filterHeight - info.padInfo.top;
    const reachWidth = (info.outWidth - 1) * info.strideWidth + info.filterWidth - info.padInfo.left;
    const height = Math.min(info.inHeight, reachHeight);
    const width = Math.min(info.inWidth, reachWidth);
    const reached = composition.crop(x, { top: 0, left: 0, height, width });

    const perChannel = composition.call(
      'Conv2D',
      { x: composition.transpose(reached, [3, 1, 2, 0]), filter: composition.transpose(dy, [1, 2, 0, 3]) },
      {
        strides: 1,
        dilations: [info.strideHeight, info.strideWidth],
        pad: [
          [0, 0],
          [info.padInfo.top, reachHeight - height],
          [info.padInfo.left, reachWidth - width],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
    return composition.transpose(perChannel, [1, 2, 0, 3]);
  });

/** `Conv2DBackpropFilter`, which tfjs's `wasm` backend lacks. NHWC, undilated. */
export const conv2DBackpropFilterConfig = wasmKernelConfig('Conv2DBackpropFilter', conv2DBackpropFilter);

/**
 * The gradient of a depthwise convolution with respect to its filter, `[kh, kw, channels, multiplier]`,
 *
 *   df[i, j, c, m] = Σ_{b, p, q} x[b, p·stride + i − top, q·stride + j − left, c] · dy[b, p, q, c, m],
 *
 * computed tap by tap over the maps in place. As a convolution, like the gradient of a dense filter, it would have one
 * channel per group, which is slow in XNNPACK.
 */
const depthwiseConv2dBackpropFilter: WasmKernel<'x' | 'dy', DepthwiseConv2dNativeBackpropFilterAttrs> = ({
  inputs: { x, dy },
  attrs,
  backend,
}) => {
  const info = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    attrs.filterShape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );
  const multiplier = attrs.filterShape[3];
  const output = backend.makeOutput(attrs.filterShape, 'float32');
  const images = heapOf(backend, x);
  const gradient = heapOf(backend, dy);
  const sums = new Float64Array(attrs.filterShape.reduce((product, size) => product * size, 1));
  const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = info;
  const line: Line = {
    count: 0,
    pixel: 0,
    step: strideWidth * info.inChannels,
    at: 0,
    channels: info.inChannels,
    multiplier,
  };
  for (let tap = 0; tap < info.filterHeight * info.filterWidth; tap++) {
    const i = Math.floor(tap / info.filterWidth) - padInfo.top;
    const j = (tap % info.filterWidth) - padInfo.left;
    // The outputs whose tap is inside the map: row p sees row p·stride + i.
    const [firstRow, endRow] = range(i, strideHeight, inHeight, outHeight);
    const [firstColumn, endColumn] = range(j, strideWidth, inWidth, outWidth);
    line.count = endColumn - firstColumn;
    for (let image = 0; image < info.batchSize; image++) {
      for (let row = firstRow; row < endRow; row++) {
        const seen = (image * inHeight + row * strideHeight + i) * inWidth;
        line.pixel = (seen + firstColumn * strideWidth + j) * info.inChannels;
        line.at = ((image * outHeight + row) * outWidth + firstColumn) * info.outChannels;
        if (multiplier === 1) addProducts(sums, tap * info.outChannels, images, gradient, line);
        else addSpreadProducts(sums, tap * info.outChannels, images, gradient, line);
      }
    }
  }
  heapOf(backend, output).set(sums);
  return output;
};

/** `DepthwiseConv2dNativeBackpropFilter`, which tfjs's `wasm` backend lacks. NHWC, undilated. */
export const depthwiseConv2dBackpropFilterConfig = wasmKernelConfig(
  'DepthwiseConv2dNativeBackpropFilter',
  depthwiseConv2dBackpropFilter,
);

/** Consecutive outputs in a row, and the input pixels that one tap of the kernel sees for them. */
interface Line {
  count: number;
  /** Index of the first pixel in the input; `step` is the distance to the next. */
  pixel: number;
  readonly step: number;
  /** Index of the first output. */
  at: number;
  readonly channels: number;
  readonly multiplier: number;
}

/** The range of outputs whose input at `output · stride + offset` exists: the first, and the end (exclusive). */
function range(offset: number, stride: number, inputs: number, outputs: number): [number, number] {
  const first = Math.max(0, Math.ceil(-offset / stride));
  return [first, Math.max(first, Math.min(outputs, Math.ceil((inputs - offset) / stride)))];
}

/** Adds the products of one line for each channel, four pixels at a time, so that each sum is loaded once per four. */
function addProducts(
  sums: Float64Array,
  tap: number,
  x: Float32Array,
  dy: Float32Array,
  { count, pixel, step, at, channels }: Line,
): void {
  const whole = count - (count % 4);
  const [second, third, fourth] = [2 * step, 3 * step, 4 * step];
  for (let place = 0, from = pixel, to = at; place < whole; place += 4, from += fourth, to += 4 * channels) {
    for (let channel = 0; channel < channels; channel++) {
      const u = from + channel;
      const v = to + channel;
      sums[tap + channel] =
        (sums[tap + channel] as number) +
        ((x[u] as number) * (dy[v] as number) + (x[u + step] as number) * (dy[v + channels] as number)) +
        ((x[u + second] as number) * (dy[v + 2 * channels] as number) +
          (x[u + third] as number) * (dy[v + 3 * channels] as number));
    }
  }
  for (let place = whole; place < count; place++) {
    const from = pixel + place * step;
    const to = at + place * channels;
    for (let channel = 0; channel < channels; channel++) {
      sums[tap + channel] =
        (sums[tap + channel] as number) + (x[from + channel] as number) * (dy[to + channel] as number);
    }
  }
}

/** Like {@link addProducts}, if each channel of `x` belongs to `multiplier` channels of `dy`. */
function addSpreadProducts(
  sums: Float64Array,
  tap: number,
  x: Float32Array,
  dy: Float32Array,
  { count, pixel, step, at, channels, multiplier }: Line,
): void {
  const outputs = channels * multiplier;
  for (let place = 0, from = pixel, to = at; place < count; place++, from += step, to += outputs) {
    for (let channel = 0, own = 0; channel < channels; channel++) {
      const value = x[from + channel] as number;
      for (const end = own + multiplier; own < end; own++) {
        sums[tap + own] = (sums[tap + own] as number) + value * (dy[to + own] as number);
      }
    }
  }
}
