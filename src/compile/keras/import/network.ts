import type { KerasConfig } from '../../../layers/keras/keras-object';
import { isConfig } from '../../../layers/keras/keras-object';
import { shown, UnsupportedError } from '../../../layers/keras/options';

/** One call of a Keras layer. */
export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: KerasConfig;
  /** Names of its input layers, in order. */
  readonly inputs: readonly string[];
  /** The other arguments of the call. */
  readonly call: KerasConfig;
}

/** A Keras model with one input and one output, as a graph of layers. */
export interface KerasNetwork {
  readonly name: string;
  /** Each after its inputs. The first is the input layer. */
  readonly layers: readonly KerasLayer[];
  readonly output: string;
}

/** A layer that specs do not support, and why. `layer` is `null` for the whole model. */
export interface ImportProblem {
  readonly layer: string | null;
  readonly reason: string;
}

/**
 * Reads the configuration of a functional or sequential model as written by Keras 2, Keras 3 or tfjs.
 *
 * @returns the network, or every reason why it cannot be imported
 */
export function readNetwork(
  root: KerasConfig,
): { readonly network: KerasNetwork } | { readonly problems: readonly ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const { class_name: className, config } = root;
  const isSequential = className === 'Sequential';
  if (!isSequential && className !== 'Functional' && className !== 'Model')
    return whole(`it is a ${shown(className)}, expected a Functional or Sequential model`);
  const listed = isConfig(config) ? config.layers : config;
  if (!Array.isArray(listed) || !listed.every(isConfig)) return whole('its list of layers is missing');
  const name = isConfig(config) && typeof config.name === 'string' ? config.name : 'model';

  const layers = isSequential ? chain(listed, isConfig(config) ? config : {}) : listed.flatMap(readLayer);
  if (problems.length > 0) return { problems };
  const output = isSequential ? layers.at(-1)?.name : solePlace(config, 'output_layers');
  if (output === undefined) return whole('it does not have exactly one output');
  const inputs = layers.filter(({ className }) => className === 'InputLayer');
  if (inputs.length !== 1) return whole(`it has ${inputs.length} inputs, expected one`);

  const names = new Set(layers.map((layer) => layer.name));
  if (names.size < layers.length) return whole('two of its layers have the same name');
  for (const layer of layers) {
    const missing = layer.inputs.find((input) => !names.has(input));
    if (missing !== undefined) problem(layer.name, `its input "${missing}" does not exist`);
  }
  if (!names.has(output)) return whole(`its output "${output}" does not exist`);
  if (problems.length > 0) return { problems };
  const sorted = inOrder(layers, output);
  return sorted ? { network: { name, layers: sorted, output } } : whole('its layers form a cycle');

  function whole(reason: string) {
    return { problems: [{ layer: null, reason }] };
  }

  function problem(layer: string, reason: string): void {
    problems.push({ layer, reason });
  }

  function readLayer(object: KerasConfig): KerasLayer[] {
    const own = isConfig(object.config) ? object.config : {};
    const layer = String(object.name ?? own.name);
    const nodes = Array.isArray(object.inbound_nodes) ? object.inbound_nodes : [];
    const common = { name: layer, className: String(object.class_name), config: own };
    if (common.className === 'InputLayer') return [{ ...common, inputs: [], call: {} }];
    try {
      if (nodes.length !== 1) throw new UnsupportedError(`it is called ${nodes.length} times, expected once`);
      return [{ ...common, ...readNode(nodes[0]) }];
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      problem(layer, error.message);
      return [];
    }
  }
}

/** The layers of a sequential model. If it has no input layer, one is made from the first layer's `batch_input_shape`. */
function chain(listed: readonly KerasConfig[], model: KerasConfig): KerasLayer[] {
  const layers = listed.map((object) => {
    const config = isConfig(object.config) ? object.config : {};
    return {
      name: String(config.name ?? object.name),
      className: String(object.class_name),
      config,
      call: {},
    };
  });
  const shape =
    layers[0]?.config.batch_input_shape ?? layers[0]?.config.batch_shape ?? model.build_input_shape;
  const hasInput = layers[0]?.className === 'InputLayer';
  const input = { name: 'input', className: 'InputLayer', config: { batch_shape: shape ?? null }, call: {} };
  return (hasInput ? layers : [input, ...layers]).map((layer, i, all) => ({
    ...layer,
    inputs: i === 0 ? [] : [all[i - 1]?.name ?? ''],
  }));
}

/**
 * Reads the inputs and arguments of one call: Keras 3's `{ args, kwargs }`, or Keras 2's list of
 * `[layer, node, tensor, kwargs]`.
 */
function readNode(node: unknown): Pick<KerasLayer, 'inputs' | 'call'> {
  if (isConfig(node)) {
    const inputs = tensors(node.args);
    return { inputs, call: isConfig(node.kwargs) ? node.kwargs : {} };
  }
  if (!Array.isArray(node)) throw new UnsupportedError(`its inputs are ${shown(node)}`);
  const places = node.map((place: unknown) => (Array.isArray(place) ? place : [place]));
  const [, , , call] = places[0] ?? [];
  return { inputs: places.map(placeName), call: isConfig(call) ? call : {} };
}

/** The names of the layers of all tensors in the arguments of a call. */
function tensors(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(tensors);
  if (!isConfig(value) || value.class_name !== '__keras_tensor__' || !isConfig(value.config))
    throw new UnsupportedError(`it is called with ${shown(value)}`);
  return [placeName(value.config.keras_history)];
}

/** The layer name of `[layer, node, tensor]`, which must be the only output of the layer's only call. */
function placeName(place: unknown): string {
  const [name, node, tensor] = Array.isArray(place) ? place : [];
  if (typeof name === 'string' && node === 0 && tensor === 0) return name;
  throw new UnsupportedError(`its input is ${shown(place)}, expected the only output of a layer`);
}

/** The layer name of `[layer, node, tensor]`, or of a list with one such entry. */
function solePlace(config: unknown, key: string): string | undefined {
  const places = isConfig(config) ? config[key] : undefined;
  const [first, ...others] = Array.isArray(places) ? places : [];
  if (typeof first === 'string') return first;
  return others.length === 0 && Array.isArray(first) && typeof first[0] === 'string' ? first[0] : undefined;
}

/** Sorts the layers that lead to the output, each after its inputs and branches kept together; `undefined` if there is a cycle. */
function inOrder(layers: readonly KerasLayer[], output: string): KerasLayer[] | undefined {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const sorted = new Map<string, KerasLayer>();
  const begun = new Set<string>();
  for (const waiting = [output]; waiting.length > 0; ) {
    const name = waiting.at(-1) ?? output;
    const layer = byName.get(name);
    const before = layer?.inputs.filter((input) => !sorted.has(input)) ?? [];
    if (before.length > 0 && begun.has(name)) return undefined;
    begun.add(name);
    if (before.length > 0) {
      waiting.push(...before.toReversed());
      continue;
    }
    waiting.pop();
    if (layer) sorted.set(name, layer);
  }
  return [...sorted.values()];
}
