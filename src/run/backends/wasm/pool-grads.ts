import { type AvgPoolGradAttrs, backend_util, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import { heapOf, type WasmKernel, wasmKernelConfig } from './composition';

/** The gradient of max pooling. Each window adds its `dy` to its first maximum in row-major order, as TensorFlow does on CPUs. */
const maxPoolGrad: WasmKernel<'dy' | 'input', MaxPoolGradAttrs> = ({
  inputs: { dy, input },
  attrs,
  backend,
}) => {
  const info = backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const output = backend.makeOutput(input.shape, 'float32');
  const maps: Maps = {
    x: heapOf(backend, input),
    dy: heapOf(backend, dy),
    dx: heapOf(backend, output).fill(0),
    channels: info.inChannels,
    line: info.inWidth * info.inChannels,
  };
  let at = 0;
  eachPoolWindow(info, ({ image, rowBegin, rowEnd, columnBegin, columnEnd }) => {
    const first = ((image * info.inHeight + rowBegin) * info.inWidth + columnBegin) * info.inChannels;
    const [rows, columns] = [rowEnd - rowBegin, columnEnd - columnBegin];
    if (rows === 2 && columns === 2) giveToOneOfFour(maps, first, at);
    else giveToMaximum(maps, first, at, rows, columns);
    at += info.inChannels;
  });
  return output;
};

/** `MaxPoolGrad`, NHWC; replaces tfjs's, which scans the windows of each pixel and is slower. */
export const maxPoolGradConfig = wasmKernelConfig('MaxPoolGrad', maxPoolGrad);

interface Maps {
  readonly x: Float32Array;
  readonly dy: Float32Array;
  readonly dx: Float32Array;
  readonly channels: number;
  /** Values in a row of pixels of `x`. */
  readonly line: number;
}

/** Handles a window of `rows × columns` pixels, the first at `first`, for each channel. `at` is its position in `dy`. */
function giveToMaximum(
  { x, dy, dx, channels, line }: Maps,
  first: number,
  at: number,
  rows: number,
  columns: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    let largest = first + channel;
    let maximum = x[largest] as number;
    for (let row = 0; row < rows; row++) {
      const begin = first + row * line + channel;
      const end = begin + columns * channels;
      for (let pixel = begin; pixel < end; pixel += channels) {
        const value = x[pixel] as number;
        if (value > maximum) {
          maximum = value;
          largest = pixel;
        }
      }
    }
    dx[largest] = (dx[largest] as number) + (dy[at + channel] as number);
  }
}

/** The same for a 2 × 2 window, the most common size, without branches: half of them would be mispredicted. */
function giveToOneOfFour({ x, dy, dx, channels, line }: Maps, first: number, at: number): void {
  for (let channel = 0; channel < channels; channel++) {
    const pixel = first + channel;
    const topLeft = x[pixel] as number;
    const topRight = x[pixel + channels] as number;
    const bottomLeft = x[pixel + line] as number;
    const bottomRight = x[pixel + line + channels] as number;
    const inTop = channels & -Number(topRight > topLeft);
    const inBottom = line + (channels & -Number(bottomRight > bottomLeft));
    const isBelow = -Number(Math.max(bottomLeft, bottomRight) > Math.max(topLeft, topRight));
    const largest = pixel + ((inBottom & isBelow) | (inTop & ~isBelow));
    dx[largest] = (dx[largest] as number) + (dy[at + channel] as number);
  }
}

/**
 * The gradient of average pooling. Each window spreads its `dy` evenly over the pixels that it averaged, excluding
 * padding; tfjs's kernels divide by the whole window, including padding.
 */
const avgPoolGrad: WasmKernel<'dy' | 'input', AvgPoolGradAttrs> = ({
  inputs: { dy, input },
  attrs,
  backend,
}) => {
  const info = backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
  );
  const output = backend.makeOutput(input.shape, 'float32');
  const gradient = heapOf(backend, dy);
  const dx = heapOf(backend, output).fill(0);
  const { inHeight, inWidth, inChannels: channels } = info;
  let at = 0;
  eachPoolWindow(info, ({ image, rowBegin, rowEnd, columnBegin, columnEnd }) => {
    const share = 1 / ((rowEnd - rowBegin) * (columnEnd - columnBegin));
    for (let y = rowBegin; y < rowEnd; y++) {
      for (let x = columnBegin; x < columnEnd; x++) {
        const pixel = ((image * inHeight + y) * inWidth + x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          dx[pixel + channel] = (dx[pixel + channel] as number) + (gradient[at + channel] as number) * share;
        }
      }
    }
    at += channels;
  });
  return output;
};

/** `AvgPoolGrad`, NHWC. */
export const avgPoolGradConfig = wasmKernelConfig('AvgPoolGrad', avgPoolGrad);

/** The part of a window inside the map: rows and columns, the ends exclusive. */
interface PoolWindow {
  /** Index of its image. */
  image: number;
  rowBegin: number;
  rowEnd: number;
  columnBegin: number;
  columnEnd: number;
}

/**
 * Visits the windows of a pool in the order of its output: image by image, row-major. All visits share one object,
 * because a step has hundreds of thousands.
 */
function eachPoolWindow(info: backend_util.Conv2DInfo, visit: (window: PoolWindow) => void): void {
  const window: PoolWindow = { image: 0, rowBegin: 0, rowEnd: 0, columnBegin: 0, columnEnd: 0 };
  for (window.image = 0; window.image < info.batchSize; window.image++) {
    for (let row = 0; row < info.outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top;
      window.rowBegin = Math.max(top, 0);
      window.rowEnd = Math.min(top + info.filterHeight, info.inHeight);
      for (let column = 0; column < info.outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left;
        window.columnBegin = Math.max(left, 0);
        window.columnEnd = Math.min(left + info.filterWidth, info.inWidth);
        visit(window);
      }
    }
  }
}
