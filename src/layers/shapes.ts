/** Sizes of a feature map without the batch: `[height, width, channels]`, or `[units]` for a vector. */
export type Shape = readonly number[];

/** `[height, width]`. */
export type Pair = readonly [number, number];

/** `same` pads with zeros so that a stride of 1 keeps height and width; `valid` does not pad. */
export type Padding = 'valid' | 'same';

/** Why a layer cannot accept its inputs. */
export interface ShapeProblem {
  /** The code of the diagnostic to report. */
  readonly code:
    | 'shape/empty-output'
    | 'shape/wrong-rank'
    | 'shape/merge-mismatch'
    | 'shape/reshape-mismatch';
  /** The option that causes the problem, if one does. */
  readonly option?: string;
  /** Continues a sentence that begins with the layer: `conv2d "conv1" …`. */
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

/** Returns the problem if an input is not `[height, width, channels]`, otherwise `null`. */
export function needFeatureMap(input: Shape): ShapeProblem | null {
  if (input.length === 3) return null;
  return {
    code: 'shape/wrong-rank',
    message: `needs a feature map [height, width, channels], received ${shapeText(input)}`,
    hint: 'move it before the block that flattens the feature map',
  };
}
