import type { LayerConfigs, LayerKind, Shape, WeightSpec } from './layer';

/** Why a layer cannot take its inputs, in the terms of the layer itself. */
export interface ShapeProblem {
  readonly code:
    | 'shape/empty-output'
    | 'shape/wrong-rank'
    | 'shape/merge-mismatch'
    | 'shape/reshape-mismatch';
  /** The option that is to blame, when one is. */
  readonly option?: string;
  /** Completes "conv2d "conv1" …". */
  readonly message: string;
  readonly hint?: string;
}

/**
 * What the shape checker asks of a kind of layer. Pure arithmetic, equal to Keras's; no tensor library is loaded.
 * Shapes leave out the batch.
 */
export interface ShapeFacet<K extends LayerKind = LayerKind> {
  /** `output` has found the inputs acceptable before the others are asked. */
  output(config: LayerConfigs[K], inputs: readonly Shape[]): Shape | ShapeProblem;
  /** In Keras's order; none unless given. */
  weights?(config: LayerConfigs[K], inputs: readonly Shape[]): readonly WeightSpec[];
  /** Multiply-adds for one image, those with weights only: biases, batch norm, pools and activations count nothing. */
  macs?(config: LayerConfigs[K], inputs: readonly Shape[], output: Shape): number;
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
