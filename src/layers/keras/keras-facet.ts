import type { LayerKind, PlannedLayer } from '../layer';
import type { KerasConfig } from './keras-object';
import type { Options } from './options';

/** A primitive kind as a Keras 3 configuration has it: how it is written, and how layers of Keras are read. */
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
  /** Reads layers of Keras that are of this kind, by class. */
  readonly readers: Readonly<Record<string, LayerReader>>;
  /** The number of axes of what such a layer yields, that of the images included; default: that of its input. */
  outputRank?(config: KerasConfig): number | undefined;
}

/** Takes the options of a layer of Keras. @throws CannotHold */
export type LayerReader = (options: Options, place: Place) => ReadLayer;

/** What is known of a layer's place: the number of axes of its input, that of the images included. */
export interface Place {
  readonly rank: number;
}

/** The block that a layer of Keras becomes: its options as an author writes them, those at their default left out. */
export interface ReadLayer {
  readonly type: string;
  readonly options: Readonly<Record<string, Written | undefined>>;
  /** The function that the layer applies to its output, where Keras folds one in. */
  readonly activation?: Written;
  /** What the language adds to the block's name for this layer. */
  readonly part?: 'conv' | 'dense';
}

/** A value as an author writes it: a bare name, or a mapping. */
export type Written = string | number | boolean | readonly unknown[] | { readonly [key: string]: unknown };

/** An option that most layers on feature maps have. */
export const channelsLast = { data_format: 'channels_last' } as const;
