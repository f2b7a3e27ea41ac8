import type { KerasLayer, LayerNote } from './graph';

/** How a model is called: the whole model, or one that is a layer of another. */
export interface NestedCall {
  /** Names of the models around it and its own; empty for the whole model. */
  readonly path: readonly string[];
  /** Whether it is called with `training=False`: its layers then work as at inference, also in training. */
  readonly inference: boolean;
  /** Whether it, or a model around it, is not trainable. */
  readonly frozen: boolean;
  /** Receives where the result differs from the Keras model. */
  readonly notes: LayerNote[];
}

/** Layers that are active only in training. */
const trainingOnly =
  /^(Dropout|SpatialDropout[123]D|GaussianNoise|GaussianDropout|AlphaDropout|Random\w+|MixUp|CutMix|AugMix|RandAugment)$/;

/** A layer of a nested model as it works there: frozen with it, and without its training behavior if the model has none. */
export function nestedLayer(layer: KerasLayer, { inference, frozen, notes }: NestedCall): KerasLayer {
  const { className, config } = layer;
  const own = frozen ? { ...config, trainable: false } : config;
  const note = (difference: string) =>
    notes.push({
      layer: layer.path.at(-1) ?? '',
      className,
      text: `its model is called with training: false, so the spec ${difference}`,
    });
  if (inference && trainingOnly.test(className)) {
    note('leaves it out');
    return { ...layer, className: 'Identity', config: { name: config.name ?? null }, call: {} };
  }
  if (inference && className === 'BatchNormalization') {
    if (own.trainable !== false) note('freezes it, with its gamma and beta');
    return { ...layer, config: { ...own, trainable: false } };
  }
  return { ...layer, config: own };
}
