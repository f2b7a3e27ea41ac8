import type { KerasConfig } from '../../../layers/keras/keras-object';
import { classNameOf, isConfig } from '../../../layers/keras/keras-object';
import { shown, UnsupportedError } from '../../../layers/keras/options';
import type { ImportProblem, KerasLayer, KerasNetwork, LayerNote } from './graph';
import { type NestedCall, nestedLayer } from './nested';

/** What was read of a configuration. */
export interface ReadNetwork {
  /** `null` if there are problems. */
  readonly network: KerasNetwork | null;
  /** Every layer of the model, also if there are problems. */
  readonly layers: readonly KerasLayer[];
  /** Every reason why it cannot be imported. */
  readonly problems: readonly ImportProblem[];
  /** Where the network differs from the model. */
  readonly notes: readonly LayerNote[];
}

/** Between the names of nested models and their layers. */
const separator = '/';

/**
 * Reads the configuration of a functional or sequential model as written by Keras 2, Keras 3 or tfjs. Layers of nested
 * models become layers of the network.
 */
export function readNetwork(root: KerasConfig): ReadNetwork {
  const problems: ImportProblem[] = [];
  const notes: LayerNote[] = [];
  const part = readPart(root, { path: [], inference: false, frozen: false, notes }, problems);
  const layers = part ? withShortNames(part.layers) : [];
  const result = { layers, problems, notes };
  if (!part || problems.length > 0) return { ...result, network: null };
  const output = layers[part.layers.findIndex(({ name }) => name === part.output)]?.name;
  problems.push(...flaws(layers, part.output, output));
  if (problems.length > 0 || output === undefined) return { ...result, network: null };
  const sorted = inOrder(layers, output);
  if (!sorted) problems.push({ layer: null, reason: 'its layers form a cycle' });
  return { ...result, network: sorted ? { name: part.name, layers: sorted, output } : null };
}

/** What is wrong with the graph as a whole. */
function flaws(layers: readonly KerasLayer[], wanted: string, output: string | undefined): ImportProblem[] {
  const whole = (reason: string): ImportProblem => ({ layer: null, reason });
  const inputs = layers.filter(({ className }) => className === 'InputLayer');
  const names = new Set(layers.map((layer) => layer.name));
  return [
    ...(inputs.length === 1 ? [] : [whole(`it has ${inputs.length} inputs, expected one`)]),
    ...(names.size === layers.length ? [] : [whole('two of its layers have the same name')]),
    ...layers.flatMap(({ name: layer, className, inputs }) =>
      inputs
        .filter((input) => !names.has(input))
        .map((input) => ({ layer, className, reason: `its input "${input}" does not exist` })),
    ),
    ...(output === undefined ? [whole(`its output "${wanted}" does not exist`)] : []),
  ];
}

/** The layers of a model or nested model. Their names are paths. */
interface NetworkPart {
  readonly name: string;
  readonly layers: readonly KerasLayer[];
  readonly output: string;
}

/** Reads a model; `null` if it is not a model at all. */
function readPart(root: KerasConfig, call: NestedCall, problems: ImportProblem[]): NetworkPart | null {
  const { class_name: className, config } = root;
  const whole = (reason: string) => {
    problems.push({ layer: call.path.join(separator) || null, reason });
    return null;
  };
  const isSequential = className === 'Sequential';
  if (!isModel(className))
    return whole(`it is a ${shown(className)}, expected a Functional or Sequential model`);
  const listed = isConfig(config) ? config.layers : config;
  if (!Array.isArray(listed) || !listed.every(isConfig)) return whole('its list of layers is missing');
  const name = isConfig(config) && typeof config.name === 'string' ? config.name : 'model';
  const prefix = [...call.path, ''].join(separator);
  const nested = new Set(listed.filter((object) => isModel(object.class_name)).map(nameOf));
  const own = isSequential
    ? chain(listed, isConfig(config) ? config : {})
    : listed.flatMap((object) => readLayer(object, nested, problems, prefix));
  const last = isSequential ? own.at(-1)?.name : solePlace(config, 'output_layers');
  if (last === undefined) {
    whole('it does not have exactly one output');
    return {
      name,
      layers: own.flatMap((layer) => expand(layer, listed, call, problems)?.layers ?? []),
      output: '',
    };
  }
  /** The layer whose output a nested model has. */
  const outputs = new Map<string, string>();
  const layers = own.flatMap((layer) => {
    const inner = expand(layer, listed, call, problems);
    if (inner) outputs.set(prefix + layer.name, inner.output);
    return inner?.layers ?? [];
  });
  const target = (place: string) => outputs.get(place) ?? place;
  return {
    name,
    layers: layers.map((layer) => ({ ...layer, inputs: layer.inputs.map(target) })),
    output: target(prefix + last),
  };
}

/** A layer itself under its path, or the layers of a nested model. */
function expand(
  layer: Omit<KerasLayer, 'path'>,
  listed: readonly KerasConfig[],
  call: NestedCall,
  problems: ImportProblem[],
): Pick<NetworkPart, 'layers' | 'output'> | null {
  const path = [...call.path, layer.name];
  const at = (name: string) => [...call.path, name].join(separator);
  const object = listed.find((other) => nameOf(other) === layer.name);
  const outer = { ...layer, name: at(layer.name), path, inputs: layer.inputs.map(at) };
  if (!object || !isModel(layer.className)) return { layers: [nestedLayer(outer, call)], output: outer.name };
  const training = layer.call.training;
  const part = readPart(
    object,
    {
      path,
      inference: call.inference || training === false,
      frozen: call.frozen || layer.config.trainable === false,
      notes: call.notes,
    },
    problems,
  );
  if (!part) return null;
  const inputs = part.layers.filter(
    ({ className, path: inner }) => className === 'InputLayer' && inner.length === path.length + 1,
  );
  const refused =
    inputs.length !== 1 || layer.inputs.length !== 1
      ? `it has ${inputs.length} inputs, expected one`
      : training !== undefined && training !== null && training !== false
        ? `it is called with training: ${shown(training)}`
        : null;
  if (refused !== null) problems.push({ layer: outer.name, className: layer.className, reason: refused });
  const [source = ''] = outer.inputs;
  const replaced = (name: string) => (name === inputs[0]?.name ? source : name);
  return {
    layers: part.layers
      .filter((inner) => inner !== inputs[0])
      .map((inner) => ({ ...inner, inputs: inner.inputs.map(replaced) })),
    output: replaced(part.output),
  };
}

function isModel(className: unknown): boolean {
  return className === 'Sequential' || className === 'Functional' || className === 'Model';
}

function nameOf(object: KerasConfig): string {
  const own = isConfig(object.config) ? object.config : {};
  return String(object.name ?? own.name);
}

/** Names layers of nested models without their path, unless two layers have the same name. */
function withShortNames(layers: readonly KerasLayer[]): KerasLayer[] {
  const counts = new Map<string, number>();
  for (const { path } of layers) counts.set(path.at(-1) ?? '', (counts.get(path.at(-1) ?? '') ?? 0) + 1);
  const names = new Map(
    layers.map(({ name, path }) => [
      name,
      path.length > 1 && counts.get(path.at(-1) ?? '') === 1 ? path.at(-1) : name,
    ]),
  );
  const short = (name: string) => names.get(name) ?? name;
  return layers.map((layer) => ({ ...layer, name: short(layer.name), inputs: layer.inputs.map(short) }));
}

function readLayer(
  object: KerasConfig,
  nested: ReadonlySet<string>,
  problems: ImportProblem[],
  prefix: string,
): Omit<KerasLayer, 'path'>[] {
  const own = isConfig(object.config) ? object.config : {};
  const nodes = Array.isArray(object.inbound_nodes) ? object.inbound_nodes : [];
  const common = { name: nameOf(object), className: classNameOf(object), config: own };
  if (common.className === 'InputLayer') return [{ ...common, inputs: [], call: {} }];
  try {
    if (nodes.length !== 1) throw new UnsupportedError(`it is called ${nodes.length} times, expected once`);
    return [{ ...common, ...readNode(nodes[0], nested) }];
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    problems.push({ layer: prefix + common.name, className: common.className, reason: error.message });
    return [{ ...common, inputs: [], call: {} }];
  }
}

/** The layers of a sequential model. If it has no input layer, one is made from the first layer's `batch_input_shape`. */
function chain(listed: readonly KerasConfig[], model: KerasConfig): Omit<KerasLayer, 'path'>[] {
  const layers = listed.map((object) => {
    const config = isConfig(object.config) ? object.config : {};
    return {
      name: String(config.name ?? object.name),
      className: classNameOf(object),
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
function readNode(node: unknown, nested: ReadonlySet<string>): Pick<KerasLayer, 'inputs' | 'call'> {
  if (isConfig(node)) {
    const inputs = tensors(node.args, nested);
    return { inputs, call: isConfig(node.kwargs) ? node.kwargs : {} };
  }
  if (!Array.isArray(node)) throw new UnsupportedError(`its inputs are ${shown(node)}`);
  const places = node.map((place: unknown) => (Array.isArray(place) ? place : [place]));
  const [, , , call] = places[0] ?? [];
  return { inputs: places.map((place) => placeName(place, nested)), call: isConfig(call) ? call : {} };
}

/** The names of the layers of all tensors in the arguments of a call. */
function tensors(value: unknown, nested: ReadonlySet<string>): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => tensors(item, nested));
  if (!isConfig(value) || value.class_name !== '__keras_tensor__' || !isConfig(value.config))
    throw new UnsupportedError(`it is called with ${shown(value)}`);
  return [placeName(value.config.keras_history, nested)];
}

/**
 * The layer name of `[layer, node, tensor]`, which must be the only output of the layer's only call. Keras 2 counts the
 * calls of a nested model from 1.
 */
function placeName(place: unknown, nested: ReadonlySet<string>): string {
  const [name, node, tensor] = Array.isArray(place) ? place : [];
  if (typeof name === 'string' && (node === 0 || (node === 1 && nested.has(name))) && tensor === 0)
    return name;
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
