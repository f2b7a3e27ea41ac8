import {
  conv2d,
  customGrad,
  depthwiseConv2d,
  mul,
  pad,
  reshape,
  reverse,
  slice,
  stack,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Padding, Pair } from '../shapes';

/** The options of a convolution that describe how its kernel slides. */
export interface Sliding {
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation: Pair;
}

/** Convolves `x` with `kernel`, `[height, width, input channels, filters]`. Differentiable for any dilation. */
export function convolve(x: Tensor4D, kernel: Tensor4D, sliding: Sliding): Tensor4D {
  const { stride, padding, dilation } = sliding;
  if (isDilated(sliding) && !isStrided(sliding)) {
    return dilatedConv2d(padded(x, kernel, sliding), kernel, dilation);
  }
  return conv2d(x, isDilated(sliding) ? spread(kernel, dilation) : kernel, [...stride], padding);
}

/** Convolves each channel with its own kernels, `[height, width, input channels, multiplier]`. Differentiable for any dilation. */
export function convolveDepthwise(x: Tensor4D, kernel: Tensor4D, sliding: Sliding): Tensor4D {
  const { stride, padding, dilation } = sliding;
  if (isDilated(sliding) && !isStrided(sliding)) {
    return dilatedDepthwise(padded(x, kernel, sliding), kernel, dilation);
  }
  return depthwiseConv2d(x, isDilated(sliding) ? spread(kernel, dilation) : kernel, [...stride], padding);
}

/** The tfjs kernels that {@link convolve} and its gradient run. */
export function convolveKernels(sliding: Sliding): readonly string[] {
  if (isDilated(sliding) && !isStrided(sliding))
    return ['Conv2D', 'PadV2', 'Transpose', 'Reverse', ...(sliding.padding === 'same' ? ['Slice'] : [])];
  return ['Conv2D', 'Conv2DBackpropFilter', 'Conv2DBackpropInput', ...spreadKernels(sliding)];
}

/** The tfjs kernels that {@link convolveDepthwise} and its gradient run. */
export function convolveDepthwiseKernels(sliding: Sliding): readonly string[] {
  const native = 'DepthwiseConv2dNative';
  if (isDilated(sliding) && !isStrided(sliding)) {
    return [native, 'PadV2', 'Slice', 'Reverse', 'Reshape', 'Multiply', 'Sum', 'Pack'];
  }
  return [native, `${native}BackpropFilter`, `${native}BackpropInput`, ...spreadKernels(sliding)];
}

/**
 * Inserts `dilation − 1` zeros between the rows and columns of a kernel. A plain convolution with the result is the
 * dilated one, at the cost of the products with zeros. No backend supports strides and dilation together.
 */
export function spread(kernel: Tensor4D, [rows, columns]: Pair): Tensor4D {
  const [height, width, inputs, outputs] = kernel.shape;
  const tall = pad(reshape(kernel, [height, 1, width * inputs * outputs]), [
    [0, 0],
    [0, rows - 1],
    [0, 0],
  ]);
  const wide = pad(reshape(tall, [height * rows * width, 1, inputs * outputs]), [
    [0, 0],
    [0, columns - 1],
    [0, 0],
  ]);
  return slice(
    reshape(wide, [height * rows, width * columns, inputs, outputs]),
    [0, 0, 0, 0],
    [rows * (height - 1) + 1, columns * (width - 1) + 1, inputs, outputs],
  ) as Tensor4D;
}

/** The tfjs kernels that {@link spread} and its gradient run; none without dilation. */
export function spreadKernels(sliding: { readonly dilation: Pair }): readonly string[] {
  return isDilated(sliding) ? ['PadV2', 'Slice', 'Reshape'] : [];
}

/** Whether any dilation rate is above 1. */
export function isDilated({ dilation }: { readonly dilation: Pair }): boolean {
  return dilation.some((rate) => rate > 1);
}

/** Why stock tfjs-layers does not support such a convolution; `null` if it does. */
export function strideBeyondStock(sliding: Sliding): string | null {
  return isDilated(sliding) && isStrided(sliding)
    ? 'it does not support stride together with dilation'
    : null;
}

function isStrided({ stride }: Sliding): boolean {
  return stride.some((step) => step > 1);
}

/** How many rows and columns a dilated kernel spans after its first. */
function reachOf(kernel: Tensor, dilation: Pair): Pair {
  const [height = 1, width = 1] = kernel.shape;
  return [dilation[0] * (height - 1), dilation[1] * (width - 1)];
}

/** Pads the input with zeros for stride 1. The odd zero comes after the input, as in TensorFlow. */
function padded(x: Tensor4D, kernel: Tensor, { padding, dilation }: Sliding): Tensor4D {
  if (padding === 'valid') return x;
  const [rows, columns] = reachOf(kernel, dilation);
  return pad(x, [[0, 0], halves(rows), halves(columns), [0, 0]]);
}

function halves(total: number): [number, number] {
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Pads `dy` by the kernel's span. Its convolution with the reversed kernel is the input gradient. */
function surrounded(dy: Tensor, kernel: Tensor, dilation: Pair): Tensor4D {
  const [rows, columns] = reachOf(kernel, dilation);
  return pad(dy as Tensor4D, [
    [0, 0],
    [rows, rows],
    [columns, columns],
    [0, 0],
  ]);
}

/**
 * A dilated convolution without padding at stride 1. tfjs lacks its gradients. The input gradient is the dilated
 * convolution of `dy` with the reversed kernel. The kernel gradient is
 * `dk[i, j, c, o] = Σ x[b, p + i·d, q + j·d, c] · dy[b, p, q, o]`, a convolution of `x` with `dy` whose stride is
 * `d`.
 */
function dilatedConv2d(image: Tensor4D, weights: Tensor4D, dilation: Pair): Tensor4D {
  return differentiable(image, weights, {
    forward: (x, kernel) => conv2d(x, kernel, 1, 'valid', 'NHWC', [...dilation]),
    byInput(dy, _, kernel) {
      const swapped = transpose(reverse(kernel, [0, 1]), [0, 1, 3, 2]);
      return conv2d(surrounded(dy, kernel, dilation), swapped, 1, 'valid', 'NHWC', [...dilation]);
    },
    byKernel(dy, x) {
      const perChannel = conv2d(
        transpose(x, [3, 1, 2, 0]),
        transpose(dy, [1, 2, 0, 3]),
        [...dilation],
        'valid',
      );
      return transpose(perChannel, [1, 2, 0, 3]);
    },
  });
}

/** Like {@link dilatedConv2d} for a depthwise convolution. The kernel gradient is computed tap by tap. */
function dilatedDepthwise(image: Tensor4D, weights: Tensor4D, dilation: Pair): Tensor4D {
  const [height, width, channels, multiplier] = weights.shape;
  return differentiable(image, weights, {
    forward: (x, kernel) => depthwiseConv2d(x, kernel, 1, 'valid', 'NHWC', [...dilation]),
    byInput(dy, x, kernel) {
      const single = reshape(reverse(kernel, [0, 1]), [height, width, channels * multiplier, 1]) as Tensor4D;
      const dx = depthwiseConv2d(surrounded(dy, kernel, dilation), single, 1, 'valid', 'NHWC', [...dilation]);
      return multiplier === 1 ? dx : reshape(sum(reshape(dx, [-1, channels, multiplier]), 2), x.shape);
    },
    byKernel(dy, x) {
      const [images = 0, rows = 0, columns = 0] = dy.shape;
      const places = reshape(dy, [images * rows * columns, channels, multiplier]);
      const taps = Array.from({ length: height * width }, (_, tap) => {
        const [i, j] = [Math.floor(tap / width) * dilation[0], (tap % width) * dilation[1]];
        const seen = slice(x, [0, i, j, 0], [images, rows, columns, channels]);
        return sum(mul(reshape(seen, [images * rows * columns, channels, 1]), places), 0);
      });
      return reshape(stack(taps), weights.shape);
    },
  });
}

interface Differentiable {
  forward(x: Tensor4D, kernel: Tensor4D): Tensor4D;
  byInput(dy: Tensor4D, x: Tensor4D, kernel: Tensor4D): Tensor;
  byKernel(dy: Tensor4D, x: Tensor4D): Tensor;
}

function differentiable(image: Tensor4D, weights: Tensor4D, by: Differentiable): Tensor4D {
  const operation = customGrad((...args) => {
    const [x, kernel, save] = args as unknown as [Tensor4D, Tensor4D, (tensors: Tensor[]) => void];
    save([x, kernel]);
    return {
      value: by.forward(x, kernel),
      // Each in a tidy: tfjs keeps a gradient's temporaries until the whole backward pass is done.
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [input, filter] = saved as [Tensor4D, Tensor4D];
        return [
          tidy(() => by.byInput(dy as Tensor4D, input, filter)),
          tidy(() => by.byKernel(dy as Tensor4D, input)),
        ];
      },
    };
  });
  return operation(image, weights) as Tensor4D;
}
