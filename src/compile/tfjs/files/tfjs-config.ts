import type { ModelPlan } from '../../../check/model-plan';
import type { KerasConfig } from '../../../layers/keras/keras-object';
import type { LayerKind, PlannedLayer } from '../../../layers/layer';
import type { ComputingKind, TfjsFacet } from '../../../layers/tfjs/tfjs-facet';
import { tfjsFacets } from '../../../layers/tfjs/tfjs-facets';

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
  if (isOf(layer, 'input')) {
    const config = { ...common, batch_input_shape: [null, ...layer.config.shape], sparse: false };
    return { class_name: 'InputLayer', config };
  }
  const planned = layer as PlannedLayer<ComputingKind>;
  const pool = poolOfAll(planned);
  if (pool) return { class_name: pool.className, config: { ...common, ...pool.config } };
  const facet = tfjsFacets[planned.kind] as TfjsFacet<ComputingKind>;
  return {
    class_name: facet.className(planned),
    config: {
      ...common,
      trainable: planned.trainable ?? true,
      ...(snakeKeys(facet.config(planned)) as KerasConfig),
    },
  };
}

/** tfjs's global pools keep no dimensions: a pool as large as its input does the same. */
function poolOfAll(layer: PlannedLayer): { className: string; config: KerasConfig } | null {
  const isMax = isOf(layer, 'globalMaxPool2d');
  if (!(isMax || isOf(layer, 'globalAveragePool2d')) || !layer.config.keepDimensions) return null;
  const size = layer.inputShapes[0]?.slice(0, 2) ?? [];
  return {
    className: isMax ? 'MaxPooling2D' : 'AveragePooling2D',
    config: { pool_size: size, strides: size, padding: 'valid', data_format: 'channels_last' },
  };
}

/**
 * Why stock tfjs cannot compute the layer as Keras 3 does; `null` when it can. Its hard sigmoid has another slope, its
 * ELU no other alpha than 1, its bilinear upsampling other pixel centres; its convolutions take no strides together
 * with dilations, and its depthwise and transposed ones no dilations at all.
 */
export function beyondTfjs(layer: PlannedLayer): string | null {
  if (isOf(layer, 'activation')) {
    if (layer.config.function === 'hardSigmoid') return 'its hardSigmoid is another function';
    if (layer.config.function === 'elu' && layer.config.alpha !== 1)
      return 'its elu has no other alpha than 1';
  }
  if (isOf(layer, 'upsampling2d') && layer.config.interpolation === 'bilinear')
    return 'its bilinear upsampling has other pixel centres';
  if ('dilation' in layer.config && layer.config.dilation.some((step) => step > 1)) {
    if (layer.kind === 'depthwiseConv2d' || layer.kind === 'conv2dTranspose')
      return `its ${layer.kind} has no dilation`;
    if (layer.config.stride.some((step) => step > 1)) return 'it has no stride together with a dilation';
  }
  return null;
}

function isOf<K extends LayerKind>(layer: PlannedLayer, kind: K): layer is PlannedLayer & PlannedLayer<K> {
  return layer.kind === kind;
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
