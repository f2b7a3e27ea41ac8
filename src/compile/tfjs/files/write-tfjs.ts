import { type FileSystem, randomHex, readText } from '../../../base/codecs/file-system';
import { FileFormatError } from '../../../base/diagnostics/user-error';
import type { ModelPlan } from '../../../check/model-plan';
import { type KerasConfig, parseObject } from '../../../layers/keras/keras-object';
import type { PlannedLayer } from '../../../layers/layer';
import { tfjsFacetOf } from '../../../layers/tfjs/tfjs-facets';
import { plannedWeights } from '../../match-weights';
import { checksumAttribute, ValueSums } from '../../model-checksum';
import type { ModelContent } from '../../model-content';
import { readTfjsHead } from './read-tfjs';

/** Names of weights files that this module wrote and may remove. */
const weightsFile = /^weights-[0-9a-f]{12}\.bin$/;

/**
 * Writes a whole model, not compiled, as a `model.json` that `tf.loadLayersModel` loads, with its weights in a separate
 * file next to it. The weights file gets a new name each time, so that the `model.json` at `path`, which is replaced
 * atomically, never refers to another model's weights; the former weights are then removed. Attributes and
 * checksums become its `userDefinedMetadata`.
 *
 * Throws {@link FileFormatError} if a file cannot be written, or if tfjs computes a layer differently from Keras;
 * `RangeError` if the weights are not the plan's; and anything that `content` throws. `path` is then unchanged.
 */
export async function writeTfjs(path: string, content: ModelContent, files: FileSystem): Promise<void> {
  const { plan, attributes } = content;
  for (const layer of plan.layers) {
    const reason = layer.kind === 'input' ? null : tfjsFacetOf(layer).beyondStock?.(layer);
    if (reason) {
      throw new FileFormatError(
        path,
        `cannot write: tfjs cannot compute layer "${layer.name}": ${reason}`,
        'save the model as .keras or .h5, or change that option of the layer',
      );
    }
  }
  const name = `weights-${randomHex()}.bin`;
  const layers = new Map(plan.layers.map((layer) => [layer.name, layer]));
  const weights: { name: string; shape: readonly number[]; dtype: 'float32' }[] = [];
  const sums = new ValueSums();
  const former = await weightsOf(path, files);
  await files.replace(files.beside(path, name), (temporary) => files.write(temporary, bytesOfWeights()));
  const model = {
    format: 'layers-model',
    generatedBy: 'convspec',
    convertedBy: null,
    modelTopology: {
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
      model_config: tfjsConfig(plan),
    },
    weightsManifest: [{ paths: [name], weights }],
    userDefinedMetadata: { ...attributes },
  };
  // What is verified is what is read back: parsing drops undefined options and turns NaN into null.
  const head = readTfjsHead(path, parseObject(JSON.stringify(model)) ?? {});
  const checksums = { [checksumAttribute]: sums.text(head) };
  const complete = { ...model, userDefinedMetadata: { ...attributes, ...checksums } };
  const text = new TextEncoder().encode(JSON.stringify(complete));
  await files.replace(path, (temporary) => files.write(temporary, once(text)));
  for (const file of former) await files.remove(files.beside(path, file));

  async function* bytesOfWeights(): AsyncGenerator<Uint8Array, void> {
    for await (const { layer, name, shape, values } of plannedWeights(content)) {
      yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      const path = `${layer}/${fileName(layer, name)}`;
      weights.push({ name: path, shape, dtype: 'float32' });
      sums.addWeight(path, values);
    }
  }

  function fileName(name: string, weight: string): string {
    const layer = layers.get(name);
    if (layer === undefined || layer.kind === 'input') return weight;
    return tfjsFacetOf(layer).weightNames?.[weight] ?? weight;
  }
}

/** Our own weights files that an existing `model.json` at `path` refers to. */
async function weightsOf(path: string, files: FileSystem): Promise<string[]> {
  const text = await readText(path, files, '').catch(() => '');
  const names = JSON.stringify(parseObject(text)?.weightsManifest ?? null).match(/[\w.-]+/g) ?? [];
  return names.filter((name) => weightsFile.test(name));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

/**
 * The network in the form that stock tfjs-layers loads. Initializers, regularizers and constraints are left out: the
 * weights are stored with the model, and tfjs would apply constraints when loading them.
 */
function tfjsConfig({ name, layers, output }: ModelPlan): KerasConfig {
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

/** Converts keys to the form used in files: `kernelSize` to `kernel_size`. */
function snakeKeys(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value === 'channelsLast' ? 'channels_last' : value,
    ]),
  );
}
