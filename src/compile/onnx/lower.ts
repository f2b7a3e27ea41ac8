import type { ModelPlan } from '../../check/model-plan';
import { kindName } from '../../layers/custom/custom-layer';
import type { PlannedLayer } from '../../layers/layer';
import { reordered } from '../../layers/onnx/channels';
import type { GradientAlgorithms } from '../../layers/onnx/gradient-algorithms';
import type { OnnxCall, OnnxForward, Value, WeightGradient, WeightPart } from '../../layers/onnx/onnx-facet';
import { onnxFacetOf } from '../../layers/onnx/onnx-facets';
import { type Shape, sizeOf } from '../../layers/shapes';
import type { Support } from '../support';
import type { GraphBuilder } from './graph-builder';

export interface LoweringOptions {
  readonly training: boolean;
  readonly algorithms: GradientAlgorithms;
  /** The values of an input layer, channels last, `[batch, …]`. */
  source(layer: PlannedLayer): Value;
  /** The parts of a weight. */
  weight(layer: string, name: string): readonly WeightPart[];
  mask(layer: string, rate: number, dims: Shape): Value;
  assign(layer: string, weight: string, value: Value): void;
}

/** The gradient with respect to a part of a weight. */
export interface PartGradient {
  readonly layer: string;
  readonly weight: string;
  readonly part: WeightPart;
  readonly gradient: WeightGradient;
  /** Values computed from the weight that the gradient does not depend on: an update must come after them. */
  readonly readers: readonly Value[];
}

export interface Lowered {
  /** The output of a layer. */
  output(layer: string): Value;
  /**
   * Adds the nodes of the gradients of all trained weights, from the gradient of a layer's output. Returns them, and
   * the output gradients of the layers in `asked` that have nothing trained before them.
   */
  backward(layer: string, dy: Value, asked?: readonly string[]): Backward;
}

interface Backward {
  readonly gradients: readonly PartGradient[];
  readonly byLayer: ReadonlyMap<string, Value>;
}

/** Adds the nodes of a plan's network to a graph. @throws if a layer has no ONNX facet: check `onnxSupport` first */
export function lower(
  { layers }: Pick<ModelPlan, 'layers'>,
  graph: GraphBuilder,
  options: LoweringOptions,
): Lowered {
  const outputs = new Map<string, Value>();
  const outputOf = (name: string): Value => {
    const value = outputs.get(name);
    if (value === undefined)
      throw new Error(`the plan has no layer "${name}" before the layer that needs it`);
    return value;
  };
  const forwards = new Map<string, OnnxForward>();
  for (const layer of layers) {
    graph.at(`${layer.name}/forward`, () => {
      if (layer.kind === 'input') {
        outputs.set(layer.name, reorderedSource(graph, layer, options.source(layer)));
        return;
      }
      const facet = onnxFacetOf(layer);
      if (!facet) throw new Error(`the layer "${layer.name}" cannot be written in ONNX`);
      const inputs = layer.inputs.map(outputOf);
      const forward = facet.forward(layer, inputs, callOf(layer, graph, options));
      forwards.set(layer.name, forward);
      outputs.set(layer.name, forward.output);
    });
  }
  return {
    output: outputOf,
    backward: (from, dy, asked = []) => backward({ layers, graph, forwards, from, dy, asked }),
  };
}

/** Converts images, channels last, to ONNX's feature maps, channels first. */
function reorderedSource(graph: GraphBuilder, { outputShape }: PlannedLayer, images: Value): Value {
  const flat = [sizeOf(outputShape)];
  const isMap = outputShape.length === 3 && (outputShape[2] ?? 1) > 1;
  if (isMap) return graph.node('Transpose', [images], { perm: [0, 3, 1, 2] });
  return outputShape.length === 3 ? reordered(graph, images, flat, outputShape) : images;
}

function callOf(layer: PlannedLayer, graph: GraphBuilder, options: LoweringOptions): OnnxCall {
  const { training, algorithms } = options;
  const weights = layer.weights.map(({ name }) => [name, options.weight(layer.name, name)] as const);
  return {
    graph,
    training,
    algorithms,
    weights: Object.fromEntries(weights),
    mask: (rate, dims) => options.mask(layer.name, rate, dims),
    assign: (weight, value) => options.assign(layer.name, weight, value),
  };
}

function backward(task: {
  readonly layers: readonly PlannedLayer[];
  readonly graph: GraphBuilder;
  readonly forwards: ReadonlyMap<string, OnnxForward>;
  readonly from: string;
  readonly dy: Value;
  readonly asked: readonly string[];
}): Backward {
  const { layers, graph, forwards, from, dy, asked } = task;
  const wanted = wantedLayers(layers, asked);
  const sums = new Map<string, Value>([[from, dy]]);
  const gradients: PartGradient[] = [];
  for (const layer of [...layers].reverse()) {
    const gradient = sums.get(layer.name);
    const forward = forwards.get(layer.name);
    if (gradient === undefined || forward === undefined || !wanted.has(layer.name)) continue;
    graph.at(`${layer.name}/backward`, () => {
      const own: PartGradient[] = [];
      const byInputs = forward.backward(gradient, {
        wanted: layer.inputs.map((name) => wanted.has(name)),
        trains: layer.weights.some(({ trainable }) => trainable),
        gradient(weight, part, value, until) {
          const readers = until === undefined ? [] : [until];
          own.push({ layer: layer.name, weight, part, gradient: value, readers });
        },
      });
      const passed = byInputs.filter((value) => value !== null);
      gradients.push(...own.map((each) => ({ ...each, readers: [...each.readers, ...passed] })));
      for (const [i, name] of layer.inputs.entries()) {
        const value = byInputs[i];
        if (!value || !wanted.has(name)) continue;
        const former = sums.get(name);
        sums.set(name, former === undefined ? value : graph.node('Add', [former, value]));
      }
    });
  }
  return { gradients, byLayer: sums };
}

/** The layers whose gradient is needed: those with trained weights in or before them, and those requested. */
function wantedLayers(layers: readonly PlannedLayer[], asked: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(asked);
  for (const { name, inputs, weights } of layers) {
    if (weights.some(({ trainable }) => trainable) || inputs.some((input) => wanted.has(input)))
      wanted.add(name);
  }
  return wanted;
}

/** Whether every layer of a plan can be written in ONNX. */
export function onnxSupport({ layers }: ModelPlan): Support {
  const missing = layers
    .filter((layer) => layer.kind !== 'input' && onnxFacetOf(layer) === null)
    .map((layer) => ({ part: kindName(layer), layer: layer.name, kernels: [kindName(layer)] }));
  const [first, ...others] = missing;
  if (first === undefined) return { supported: true };
  const rest = others.length === 0 ? '' : ` (nor ${others.length} more)`;
  return {
    supported: false,
    reason: `the layer "${first.layer}" of kind ${first.part} cannot be written in ONNX${rest}`,
    missing,
  };
}
