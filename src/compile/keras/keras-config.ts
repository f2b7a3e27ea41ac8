import type { ModelPlan } from '../../check/model-plan';
import { type KerasConfig, kerasObject } from '../../layers/keras/keras-object';
import { kindOf } from '../../layers/kinds';
import type { PlannedLayer } from '../../layers/layer';
import type { Shape } from '../../layers/shapes';
import { kerasClassName } from './weight-order';

/**
 * The network as a Keras 3 functional model: the `model_config` of `.h5` files, which TensorBoard's graph tab also
 * draws. `JSON.stringify` gives the file's text.
 */
export function kerasConfig(plan: ModelPlan): KerasConfig {
  const inputs = plan.layers.filter((layer) => layer.kind === 'input').map((layer) => layer.name);
  return {
    class_name: 'Functional',
    config: {
      name: plan.name,
      trainable: true,
      layers: plan.layers.map(layerConfig),
      input_layers: [...inputs, 0, 0],
      output_layers: [plan.output, 0, 0],
    },
  };
}

/**
 * The layer as Keras 3 stores it in `.h5` files: class, options with every default, and input tensors, which are the
 * first outputs of the named layers.
 */
function layerConfig(layer: PlannedLayer): KerasConfig {
  const facet = kindOf(layer).keras;
  const { callOptions = {}, takesList, plain } = facet;
  const tensors = layer.inputs.map((name, i) => kerasTensor(name, layer.inputShapes[i] ?? []));
  const common = plain
    ? { dtype: 'float32' }
    : { trainable: layer.trainable ?? true, dtype: kerasObject('keras', 'DTypePolicy', { name: 'float32' }) };
  return {
    class_name: kerasClassName(layer),
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
