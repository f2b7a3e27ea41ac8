import type { ModelPlan } from '../../../check/model-plan';
import type { KerasConfig } from '../../../layers/keras/keras-object';
import type { PlannedLayer } from '../../../layers/layer';
import { tfjsFacetOf } from '../../../layers/tfjs/tfjs-facets';

/**
 * The network as stock tfjs-layers loads it. Initializers, regularizers and constraints are left out: the weights come
 * with it, and tfjs applies constraints to weights as it loads them.
 */
export function tfjsConfig({ name, layers, output }: ModelPlan): KerasConfig {
  const inputs = layers.filter((layer) => layer.kind === 'input');
  return {
    class_name: 'Model',
    config: {
      name,
      layers: layers.map((layer) => ({ ...classOf(layer), name: layer.name, inbound_nodes: nodesOf(layer) })),
      input_layers: inputs.map((layer) => [layer.name, 0, 0]),
      output_layers: [[output, 0, 0]],
    },
  };
}

function nodesOf({ inputs }: PlannedLayer): KerasConfig[string] {
  return inputs.length === 0 ? [] : [inputs.map((name) => [name, 0, 0, {}])];
}

function classOf(layer: PlannedLayer): { class_name: string; config: KerasConfig } {
  const common = { name: layer.name, dtype: 'float32' };
  if (layer.kind === 'input') {
    const config = { ...common, batch_input_shape: [null, ...layer.config.shape], sparse: false };
    return { class_name: 'InputLayer', config };
  }
  const facet = tfjsFacetOf(layer);
  const own = { className: facet.className(layer), config: facet.config(layer) };
  const { className, config } = facet.stockClass?.(layer) ?? own;
  return {
    class_name: className,
    config: { ...common, trainable: layer.trainable ?? true, ...(snakeKeys(config) as KerasConfig) },
  };
}

/** Keys as files have them: `kernelSize` as `kernel_size`. */
function snakeKeys(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value === 'channelsLast' ? 'channels_last' : value,
    ]),
  );
}
