import type { Padding, Pair, Shape } from '../shapes';

/** A convolution in numbers: everything that its cost depends on, the batch aside. */
export interface ConvGeometry {
  /** Height and width, as in all of these. */
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
  /** As many as there are channels in a depthwise convolution, else 1. */
  readonly groups: number;
}

interface Options {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/**
 * The convolution from maps `input` to maps `output`, both `[height, width, channels]`. Padding `same` puts the odd row or
 * column after the input, as TensorFlow does; a window that reaches no further than its input has none.
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

/** One line for each geometry, the same for equal ones. */
export function geometryText(geometry: ConvGeometry): string {
  const { input, output, kernel, stride, dilation, before, channels, filters, groups } = geometry;
  const parts = [input, output, kernel, stride, dilation, before].map((sizes) => sizes.join('x'));
  return [...parts, channels, filters, groups].join(' ');
}

function pair([first = 0, second = 0]: readonly number[]): Pair {
  return [first, second];
}
