import type { ModelPlan } from '../../check/model-plan';
import type { KerasConfig } from '../../layers/keras-object';
import { layerConfig } from './layer-config';

/**
 * The network as a Keras 3 functional model: what `.h5` files hold as `model_config` and TensorBoard's graph tab
 * draws. `JSON.stringify` of it is the file's text.
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
