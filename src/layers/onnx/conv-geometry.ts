import type { Padding, Pair, Shape } from '../shapes';

/** The sizes of a convolution: everything its cost depends on except the batch size. */
export interface ConvGeometry {
  /** Pairs are `[height, width]`. */
  readonly input: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  /** Rows and columns of padding before the input, then after it. */
  readonly before: Pair;
  readonly after: Pair;
  readonly channels: number;
  readonly filters: number;
  /** The number of channels for a depthwise convolution, otherwise 1. */
  readonly groups: number;
}

interface Options {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/**
 * The geometry of a convolution from `input` to `output`, both `[height, width, channels]`. Like TensorFlow, padding
 * `same` puts the odd row or column after the input. A window that stays within its input has no padding.
 */
export function convGeometry(options: Options, input: Shape, output: Shape, groups = 1): ConvGeometry {
  const { kernel, stride, dilation, padding } = options;
  const missing = ([0, 1] as const).map((axis) => {
    const reach = ((output[axis] ?? 0) - 1) * stride[axis] + dilation[axis] * (kernel[axis] - 1) + 1;
    return padding === 'same' ? Math.max(reach - (input[axis] ?? 0), 0) : 0;
  });
  const before = missing.map((count) => Math.floor(count / 2));
  return {
    ...{ kernel, stride, dilation, groups },
    input: pair(input),
    output: pair(output),
    before: pair(before),
    after: pair(missing.map((count, axis) => count - (before[axis] ?? 0))),
    channels: input[2] ?? 0,
    filters: output[2] ?? 0,
  };
}

/** A one-line key; equal geometries have equal keys. */
export function geometryText(geometry: ConvGeometry): string {
  const { input, output, kernel, stride, dilation, before, channels, filters, groups } = geometry;
  const parts = [input, output, kernel, stride, dilation, before].map((sizes) => sizes.join('x'));
  return [...parts, channels, filters, groups].join(' ');
}

function pair([first = 0, second = 0]: readonly number[]): Pair {
  return [first, second];
}
