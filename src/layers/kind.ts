import type { DescriptionFacet } from './description';
import type { KerasFacet } from './keras/keras-facet';
import type { LayerConfigs, LayerKind, PlannedLayer } from './layer';
import type { MemoryCost } from './memory';
import type { Shape, ShapeProblem } from './shapes';
import type { WeightSpec } from './weight-spec';
import type { ReceptiveSteps, Window } from './window';

/**
 * Everything about a kind of layer that needs no tensor library. How it is computed is in `tfjs.ts` and `onnx.ts` in
 * the same folder, so that checking a spec loads neither.
 */
export interface Kind<K extends LayerKind> {
  readonly effect: LayerEffect;
  readonly shape: ShapeFacet<K>;
  /** The memory that a training step needs for a layer. */
  memory(layer: PlannedLayer<K>): MemoryCost;
  readonly description: DescriptionFacet<K>;
  readonly keras: KerasFacet<K>;
}

/** The arithmetic of a kind, equal to Keras's. Shapes exclude the batch. */
export interface ShapeFacet<K extends LayerKind> {
  /** Called first: the other methods are called only if it accepts the inputs. */
  output(config: LayerConfigs[K], inputs: readonly Shape[]): Shape | ShapeProblem;
  /** In Keras's order; default: none. */
  weights?(config: LayerConfigs[K], inputs: readonly Shape[]): readonly WeightSpec[];
  /** Multiply-adds for one image, only those with weights: biases, batch norm, pools and activations count 0. Default: 0. */
  macs?(config: LayerConfigs[K], inputs: readonly Shape[], output: Shape): number;
  /** What one output position sees of the input. */
  receptive(config: LayerConfigs[K]): ReceptiveSteps;
  /** The window that slides over the input; absent for a kind without one. */
  window?(config: LayerConfigs[K]): Window;
}

/**
 * What a layer does to values, for rules that look past layers of some effects: `transforms` mixes values by its
 * weights, `selects` keeps some of them, `rearranges` keeps all, `drops` sets some to zero in training.
 */
export type LayerEffect =
  | 'transforms'
  | 'activates'
  | 'normalizes'
  | 'selects'
  | 'averages'
  | 'rearranges'
  | 'drops'
  | 'pads'
  | 'resizes'
  | 'merges'
  | 'unknown';
