import type { ModelPlan } from '../../check/model-plan';
import { type KerasConfig, kerasObject } from '../../layers/keras-object';
import { kerasConfig } from './keras-config';
import { compileConfig } from './training-config';

/**
 * The network and how it is trained as the `config.json` of a `.keras` archive: as `model_config`, but that every
 * object names its module.
 *
 * @param learningRate the optimizer's current one; the plan's unless given
 */
export function kerasArchiveConfig(plan: ModelPlan, learningRate?: number): KerasConfig {
  const { config } = kerasConfig(plan) as { readonly config: KerasConfig };
  const layers = config.layers as readonly KerasConfig[];
  const named = layers.map((layer) => ({ module: 'keras.layers', ...layer, registered_name: null }));
  return {
    ...kerasObject('keras.src.models.functional', 'Functional', { ...config, layers: named }),
    registered_name: 'Functional',
    compile_config: compileConfig(plan.training, learningRate ?? plan.training.optimizer.learningRate),
  };
}
