import type { LayerKind, PlannedLayer } from '../layer';
import type { KerasConfig } from './keras-object';
import type { Options } from './options';

/** A primitive kind in Keras 3 configurations: how it is written, and how Keras layers are read into it. */
export interface KerasFacet<K extends LayerKind> {
  readonly className: string | ((layer: PlannedLayer<K>) => string);
  /** The options that the class adds to those every layer has, defaults included. */
  options(layer: PlannedLayer<K>): KerasConfig;
  /** Call arguments that Keras records in addition to the inputs. */
  readonly callOptions?: KerasConfig;
  /** Whether the call takes a list of inputs, as for merges. */
  readonly takesList?: boolean;
  /** Whether the class records its dtype as a bare name and omits `trainable`. */
  readonly plain?: boolean;
  /** Readers of the Keras layers of this kind, by class. */
  readonly readers: Readonly<Record<string, LayerReader>>;
  /** The number of output axes, the batch axis included. Default: that of its input. */
  outputRank?(config: KerasConfig): number | undefined;
}

/** Reads the options of a Keras layer. @throws UnsupportedError */
export type LayerReader = (options: Options, place: Place) => ReadLayer;

/** What is known about a layer's input: its number of axes, the batch axis included. */
export interface Place {
  readonly rank: number;
}

/** The block that a Keras layer becomes, with options as an author would write them, defaults omitted. */
export interface ReadLayer {
  readonly type: string;
  readonly options: Readonly<Record<string, Written | undefined>>;
  /** The activation that Keras folds into the layer, if any. */
  readonly activation?: Written;
  /** The suffix of this layer's name after the block's name. */
  readonly part?: 'conv' | 'dense';
}

/** A value as an author writes it: a bare name, or a mapping. */
export type Written = string | number | boolean | readonly unknown[] | { readonly [key: string]: unknown };

/** An option of most layers that work on feature maps. */
export const channelsLast = { data_format: 'channels_last' } as const;
