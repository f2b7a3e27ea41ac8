/** Sizes of a feature map without the batch: `[height, width, channels]`, or `[units]` once flat. */
export type Shape = readonly number[];

/** `[height, width]`. */
export type Pair = readonly [number, number];

/** `same` pads with zeros so that a stride of 1 keeps height and width; `valid` does not pad. */
export type Padding = 'valid' | 'same';

/** Why a layer cannot take its inputs, in the terms of the layer itself. */
export interface ShapeProblem {
  /** The code of the diagnostic to report. */
  readonly code:
    | 'shape/empty-output'
    | 'shape/wrong-rank'
    | 'shape/merge-mismatch'
    | 'shape/reshape-mismatch';
  /** The option that is to blame, when one is. */
  readonly option?: string;
  /** Completes "conv2d "conv1" …". */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

export function isProblem(result: Shape | ShapeProblem): result is ShapeProblem {
  return 'code' in result;
}

/** The number of values in a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The problem of an input that is not `[height, width, channels]`; `null` when it is. */
export function needFeatureMap(input: Shape): ShapeProblem | null {
  if (input.length === 3) return null;
  return {
    code: 'shape/wrong-rank',
    message: `needs a feature map [height, width, channels], its input is ${shapeText(input)}`,
    hint: 'place it before the block that flattens',
  };
}
