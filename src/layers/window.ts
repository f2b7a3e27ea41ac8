import type { ConvWindow } from './layer';
import { type Padding, type Pair, type Shape, type ShapeProblem, shapeText } from './shapes';

/**
 * What one output position of a layer sees of its input, for rows and columns: the distance between the first and the
 * last input position that it reads, and the stride in input positions. `whole` if each position sees the whole
 * input.
 */
export type ReceptiveSteps = readonly [ReceptiveStep, ReceptiveStep] | 'whole';

interface ReceptiveStep {
  readonly span: number;
  readonly stride: number;
}

/** A window that slides over height and width: a convolution's kernel or a pool. */
export interface Window {
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly dilation?: Pair;
}

/**
 * Number of output rows (or columns) of a sliding window, as Keras computes it. `same` pads the input: `⌈n / s⌉`.
 * `valid` uses the positions where the dilated window fits: `⌊(n − d(k − 1) − 1) / s⌋ + 1`.
 */
function windowSteps(length: number, size: number, stride: number, padding: Padding, dilation = 1): number {
  if (padding === 'same') return Math.ceil(length / stride);
  return Math.floor((length - dilation * (size - 1) - 1) / stride) + 1;
}

/**
 * Number of output rows (or columns) of a transposed convolution, as Keras computes it. `same`: `n·s`. `valid` adds
 * the part of the last dilated kernel that reaches beyond: `n·s + max(d(k − 1) + 1 − s, 0)`.
 */
export function transposedSteps(
  length: number,
  size: number,
  stride: number,
  padding: Padding,
  dilation: number,
): number {
  const beyond = padding === 'same' ? 0 : Math.max(dilation * (size - 1) + 1 - stride, 0);
  return length * stride + beyond;
}

/** Output height and width of a window, or the problem if it fits nowhere. `word` names the window's size. */
export function windowOutput(
  [height, width]: Shape,
  window: Window,
  word: 'kernel' | 'pool',
  input: Shape,
): Pair | ShapeProblem {
  const { size, stride, padding, dilation = [1, 1] } = window;
  const rows = windowSteps(height as number, size[0], stride[0], padding, dilation[0]);
  const columns = windowSteps(width as number, size[1], stride[1], padding, dilation[1]);
  if (rows > 0 && columns > 0) return [rows, columns];
  const dilated = dilation[0] > 1 || dilation[1] > 1 ? ` with dilation ${shapeText(dilation)}` : '';
  return {
    code: 'shape/empty-output',
    option: word === 'kernel' ? 'kernel' : 'size',
    message: `leaves no output: ${word} ${shapeText(size)}${dilated} is larger than its input ${shapeText(input.slice(0, 2))} with padding "valid"`,
    hint: `use padding: same, a smaller ${word}, a larger input, or fewer pools before it`,
  };
}

/** Each output position sees only the input position at the same place. */
export function seesItsPlace(): ReceptiveSteps {
  return bothAxes(() => ({ span: 0, stride: 1 }));
}

export function seesAll(): ReceptiveSteps {
  return 'whole';
}

/** Each output position sees the cells of a dilated kernel. */
export function seesKernel({ kernel, stride, dilation }: ConvWindow): ReceptiveSteps {
  return bothAxes((i) => ({ span: dilation[i] * (kernel[i] - 1), stride: stride[i] }));
}

/** The window of a convolution's kernel. */
export function kernelWindow({ kernel, stride, padding, dilation }: ConvWindow): Window {
  return { size: kernel, stride, padding, dilation };
}

/** Each output position sees the cells of a pool. */
export function seesPool({ size, stride }: Pick<Window, 'size' | 'stride'>): ReceptiveSteps {
  return bothAxes((i) => ({ span: size[i] - 1, stride: stride[i] }));
}

/** A value for the rows and one for the columns. */
export function bothAxes<T>(value: (axis: 0 | 1) => T): readonly [T, T] {
  return [value(0), value(1)];
}
