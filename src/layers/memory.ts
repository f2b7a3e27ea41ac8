import type { PlannedLayer } from './layer';
import { sizeOf } from './shapes';

/**
 * What a training step keeps of a layer, in tensors of the size of its output: that of the arithmetic in `tfjs.ts` of
 * its kind, as measured with tfjs 4.22.
 */
export interface MemoryCost {
  /** Kept for the whole pass: the output, its gradient, and what is computed on the way. */
  readonly held: number;
  /** Kept for a moment, while the layer's gradient is computed. */
  readonly work: number;
}

type Convolution = PlannedLayer<'conv2d'> | PlannedLayer<'depthwiseConv2d'> | PlannedLayer<'conv2dTranspose'>;

/** An output and its gradient. */
export const plainMemory = (): MemoryCost => ({ held: 2, work: 2 });

/** The same values as the input's. */
export const viewMemory = (): MemoryCost => ({ held: 0, work: 0 });

/** Adding a bias makes another tensor. */
export function weightedMemory({ config }: { readonly config: { readonly bias: boolean } }): MemoryCost {
  return { held: config.bias ? 3 : 2, work: 2 };
}

/** A dilated kernel is worked through as slices of the input. */
export function convolutionMemory(layer: Convolution): MemoryCost {
  const isDilated = layer.config.dilation.some((step) => step > 1);
  return { ...weightedMemory(layer), work: isDilated ? 5 : 2 };
}

/** How many times the input of a layer is as large as its output. */
export function inputsPerOutput({ inputShapes: [input = []], outputShape }: PlannedLayer): number {
  return sizeOf(input) / sizeOf(outputShape);
}
