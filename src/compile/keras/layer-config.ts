import type { KerasFacet } from '../../layers/keras-facet';
import { kerasFacets } from '../../layers/keras-facets';
import { type KerasConfig, kerasObject } from '../../layers/keras-object';
import type { LayerKind, PlannedLayer } from '../../layers/layer';
import type { Shape } from '../../layers/shapes';

/**
 * The layer as Keras 3 stores it in `.h5` files: class, options with every default, and the tensors it takes,
 * which are the first outputs of the layers that it names.
 */
export function layerConfig(layer: PlannedLayer): KerasConfig {
  const facet = kerasFacets[layer.kind] as KerasFacet<LayerKind>;
  const { className, callOptions = {}, takesList, plain } = facet;
  const tensors = layer.inputs.map((name, i) => kerasTensor(name, layer.inputShapes[i] ?? []));
  const common = plain
    ? { dtype: 'float32' }
    : { trainable: layer.trainable ?? true, dtype: kerasObject('keras', 'DTypePolicy', { name: 'float32' }) };
  return {
    class_name: typeof className === 'string' ? className : className(layer),
    config: { name: layer.name, ...common, ...facet.options(layer) },
    name: layer.name,
    inbound_nodes:
      layer.kind === 'input' ? [] : [{ args: takesList ? [tensors] : tensors, kwargs: callOptions }],
  };
}

function kerasTensor(layer: string, shape: Shape): KerasConfig {
  return {
    class_name: '__keras_tensor__',
    config: { shape: [null, ...shape], dtype: 'float32', keras_history: [layer, 0, 0] },
  };
}
