import type { LayerConfigs, LayerKind } from './layer';
import type { Shape, ShapeProblem } from './shapes';
import type { WeightSpec } from './weight-spec';

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
