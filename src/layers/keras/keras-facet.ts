import type { LayerKind, PlannedLayer } from '../layer';
import type { KerasConfig } from './keras-object';

/** A primitive kind as a Keras 3 configuration has it. */
export interface KerasFacet<K extends LayerKind> {
  readonly className: string | ((layer: PlannedLayer<K>) => string);
  /** The options that the class adds to those of every layer, defaults included. */
  options(layer: PlannedLayer<K>): KerasConfig;
  /** Arguments of the call that Keras records besides the inputs. */
  readonly callOptions?: KerasConfig;
  /** Whether the call takes one list of inputs, as merges do. */
  readonly takesList?: boolean;
  /** Whether the class records its type as a bare name, and not that it is trainable. */
  readonly plain?: boolean;
}

/** An option that most layers on feature maps have. */
export const channelsLast = { data_format: 'channels_last' } as const;
