import type { PlannedLayer } from './layer';
import { sizeOf } from './shapes';

/**
 * The memory that a training step needs for a layer, in tensors of the size of its output. Measured with tfjs 4.22
 * for the code in the kind's `tfjs.ts`.
 */
export interface MemoryCost {
  /** Kept for the whole step: the output, its gradient, and intermediate results. */
  readonly held: number;
  /** Kept only while the layer's gradient is computed. */
  readonly work: number;
}

type Convolution = PlannedLayer<'conv2d'> | PlannedLayer<'depthwiseConv2d'> | PlannedLayer<'conv2dTranspose'>;

/** An output and its gradient. */
export const plainMemory = (): MemoryCost => ({ held: 2, work: 2 });

/** The output shares the input's values. */
export const viewMemory = (): MemoryCost => ({ held: 0, work: 0 });

/** Adding a bias creates another tensor. */
export function weightedMemory({ config }: { readonly config: { readonly bias: boolean } }): MemoryCost {
  return { held: config.bias ? 3 : 2, work: 2 };
}

/** A dilated kernel is processed as slices of the input. */
export function convolutionMemory(layer: Convolution): MemoryCost {
  const isDilated = layer.config.dilation.some((step) => step > 1);
  return { ...weightedMemory(layer), work: isDilated ? 5 : 2 };
}

/** The size of a layer's input divided by that of its output. */
export function inputsPerOutput({ inputShapes: [input = []], outputShape }: PlannedLayer): number {
  return sizeOf(input) / sizeOf(outputShape);
}
