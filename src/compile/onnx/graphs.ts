import type { ModelPlan } from '../../check/model-plan';
import { algorithmTable, type GradientAlgorithms } from '../../layers/onnx/gradient-algorithms';
import type { Value, WeightGradient, WeightPart } from '../../layers/onnx/onnx-facet';
import type { Shape } from '../../layers/shapes';
import { planLoss } from '../tfjs/losses';
import { updateRule } from '../tfjs/optimizers';
import type { OnnxGraph } from './encoding/model';
import { batchDim, GraphBuilder } from './graph-builder';
import { lossGradient, penalty, penaltyGradient } from './loss-gradients';
import { type Lowered, lower, type PartGradient } from './lower';
import { preprocessImages } from './preprocess-images';
import { addTo, constrained, materialized, onnxUpdateRule } from './update-rules';
import { type OnnxWeight, onnxWeights } from './weights';

/** Names of the inputs and outputs of graphs, besides weights. */
export const graphNames = {
  images: 'images',
  /** One-hot or soft classes, `[batch, classes]`. */
  targets: 'targets',
  /** Factor of each image's loss, `[batch, 1]`: its weight divided by the size of the whole batch. */
  factors: 'factors',
  /** The step's learning rate, a scalar. */
  rate: 'rate',
  /** What the loss is computed from, `[batch, classes]`: scores, or logits. */
  head: 'head',
  scores: 'scores',
  /** The weight penalties added to the loss, a scalar. */
  penalty: 'penalty',
} as const;

/** Sizes of images that the graph preprocesses. */
const imageDims = [batchDim, 'height', 'width', 'channels'];

/** A dropout layer's mask as a graph input, drawn for each step. */
export interface MaskInput {
  readonly name: string;
  readonly layer: string;
  readonly rate: number;
  /** Sizes for one image. */
  readonly dims: Shape;
}

/** Names of a part's slot and gradient sum as inputs; {@link renewed} gives the name of the new value as an output. */
export const slotName = (part: WeightPart, slot: string) => `${part.value}/${slot}`;
export const sumName = (part: WeightPart) => `${part.value}/gradient`;
export const renewed = (name: string) => `${name}'`;

/** The layer whose output the loss is computed from, and whether that output is logits. */
function headOf(plan: ModelPlan): { readonly layer: string; readonly ofLogits: boolean } {
  const ofLogits = planLoss(plan).ofLogits !== undefined;
  const output = plan.layers.find(({ name }) => name === plan.output);
  return { layer: ofLogits ? (output?.inputs[0] ?? plan.output) : plan.output, ofLogits };
}

/** A graph for inference, which computes `scores` for `images`; for evaluation also `head` and `penalty`. */
export function inferenceGraph(
  plan: ModelPlan,
  {
    weight,
    whole = false,
    forEvaluation = false,
    preprocessing = false,
  }: {
    /** Adds a weight to the graph, as an input or with its values. Default: as an input. */
    readonly weight?: (graph: GraphBuilder, weight: OnnxWeight) => void;
    /** Whether each weight is in one part. Default: false. */
    readonly whole?: boolean;
    readonly forEvaluation?: boolean;
    /** Whether `images` are uint8 images of any size, which the graph preprocesses. Default: false. */
    readonly preprocessing?: boolean;
  } = {},
): OnnxGraph {
  const graph = new GraphBuilder(plan.name);
  const weights = onnxWeights(plan, { whole });
  const lowered = lowerPlan(plan, graph, weights, weight, { preprocessing });
  if (forEvaluation) {
    graph.output(graphNames.head, lowered.output(headOf(plan).layer), [batchDim, plan.classCount]);
    const added = penaltyOf(graph, weights);
    if (added !== undefined) graph.output(graphNames.penalty, added, []);
  } else {
    graph.output(graphNames.scores, lowered.output(plan.output), [batchDim, plan.classCount]);
  }
  return graph.finish();
}

/** A training graph, and the masks that it needs. */
export interface TrainingGraph {
  readonly graph: OnnxGraph;
  readonly masks: readonly MaskInput[];
}

/**
 * A whole training step: forward pass, loss, gradients, optimizer and moving statistics. Each weight and slot is an
 * input, and its new value is an output with the name given by {@link renewed}. **Both may be the same memory**: an
 * update comes after everything that reads the weight.
 */
export function stepGraph(plan: ModelPlan, algorithms: GradientAlgorithms): TrainingGraph {
  const training = new TrainingBuilder(plan, algorithms);
  const { graph, weights } = training;
  const added = training.penalty();
  const { slots } = updateRule(plan.training.optimizer);
  const rate = graph.input(graphNames.rate, []);
  for (const gradient of training.backward()) {
    const weight = weightOf(weights, gradient);
    const readers =
      added !== undefined && weight.regularizer ? [...gradient.readers, added] : gradient.readers;
    graph.at(`${weight.path}/update`, () => {
      for (const slot of slots) graph.input(slotName(gradient.part, slot), gradient.part.dims);
      const ordered = training.after(readers, rate);
      update(plan, graph, weight, gradient.part, withPenalty(graph, weight, gradient), ordered);
    });
  }
  return training.finish();
}

/** Like {@link stepGraph}, for a part of a batch: adds the gradients to sums and leaves weights and slots unchanged. */
export function gradientGraph(
  plan: ModelPlan,
  algorithms: GradientAlgorithms,
  part: 'first' | 'further',
): TrainingGraph {
  const training = new TrainingBuilder(plan, algorithms);
  const { graph, weights } = training;
  if (part === 'first') training.penalty();
  for (const gradient of training.backward()) {
    const weight = weightOf(weights, gradient);
    const name = sumName(gradient.part);
    graph.at(`${weight.path}/sum`, () => {
      const { dims } = gradient.part;
      const all = part === 'first' ? withPenalty(graph, weight, gradient) : gradient.gradient;
      const sum = part === 'first' ? materialized(graph, all) : addTo(graph, graph.input(name, dims), all, 1);
      graph.output(renewed(name), sum, dims);
    });
  }
  return training.finish();
}

/** Only the optimizer, applied to sums of gradients. */
export function updateGraph(plan: ModelPlan): OnnxGraph {
  const graph = new GraphBuilder(`${plan.name} update`);
  const rate = graph.input(graphNames.rate, []);
  const { slots } = updateRule(plan.training.optimizer);
  for (const weight of onnxWeights(plan).filter(({ trainable }) => trainable)) {
    for (const part of weight.parts) {
      for (const name of [part.value, ...slots.map((slot) => slotName(part, slot))])
        graph.input(name, part.dims);
      const gradient = graph.input(sumName(part), part.dims);
      graph.at(`${weight.path}/update`, () => update(plan, graph, weight, part, gradient, rate));
    }
  }
  return graph.finish();
}

/** Shared code of the training graphs. */
class TrainingBuilder {
  readonly graph: GraphBuilder;
  readonly weights: readonly OnnxWeight[];
  private readonly masks: MaskInput[] = [];
  private readonly lowered: Lowered;
  private readonly factors: Value;
  private readonly zeros = new Map<Value, Value>();

  constructor(
    private readonly plan: ModelPlan,
    algorithms: GradientAlgorithms,
  ) {
    this.graph = new GraphBuilder(`${plan.name} training`);
    this.weights = onnxWeights(plan);
    this.factors = this.graph.input(graphNames.factors, [batchDim, 1]);
    this.lowered = lowerPlan(plan, this.graph, this.weights, undefined, {
      training: { algorithms, masks: this.masks },
    });
  }

  /** Makes the head an output and adds the backward pass from it. */
  backward(): readonly PartGradient[] {
    const { graph, plan } = this;
    const { layer, ofLogits } = headOf(plan);
    const head = this.lowered.output(layer);
    const y = graph.input(graphNames.targets, [batchDim, plan.classCount]);
    const dy = graph.at('loss/backward', () => {
      const gradient = lossGradient(plan.training.loss, { classes: plan.classCount, ofLogits });
      return graph.node('Mul', [gradient(graph, y, head), this.factors]);
    });
    const { gradients } = this.lowered.backward(layer, dy);
    graph.output(graphNames.head, head, [batchDim, plan.classCount]);
    return gradients;
  }

  /** Makes the weight penalties an output. Returns them as a vector; `undefined` if there are none. */
  penalty(): Value | undefined {
    const { graph } = this;
    const sum = penaltyOf(graph, this.weights);
    if (sum === undefined) return undefined;
    graph.output(graphNames.penalty, sum, []);
    return graph.at('penalty', () => graph.node('Reshape', [sum, graph.ints([1])]));
  }

  /**
   * The rate, made dependent on `readers`: the sum over an empty slice of each reader, 0, is added to it. Only data
   * dependencies determine the order of a graph. (A dependency on a reader's shape would not: ONNX Runtime merges equal
   * shapes.)
   */
  after(readers: readonly Value[], rate: Value): Value {
    const { graph } = this;
    return readers.reduce((sum, reader) => {
      let zero = this.zeros.get(reader);
      if (zero === undefined) {
        const none = graph.node('Slice', [reader, graph.ints([0]), graph.ints([0]), graph.ints([0])]);
        zero = graph.node('ReduceSum', [none], { keepdims: 0 });
        this.zeros.set(reader, zero);
      }
      return graph.node('Add', [sum, zero]);
    }, rate);
  }

  finish(): TrainingGraph {
    return { graph: this.graph.finish(), masks: this.masks };
  }
}

function lowerPlan(
  plan: ModelPlan,
  graph: GraphBuilder,
  weights: readonly OnnxWeight[],
  add: (graph: GraphBuilder, weight: OnnxWeight) => void = asInputs,
  options: {
    readonly training?: { readonly algorithms: GradientAlgorithms; readonly masks: MaskInput[] };
    readonly preprocessing?: boolean;
  },
): Lowered {
  const { training, preprocessing = false } = options;
  for (const weight of weights) add(graph, weight);
  const byPath = new Map(weights.map((weight) => [weight.path, weight]));
  const partsOf = (layer: string, name: string) => byPath.get(`${layer}/${name}`)?.parts ?? [];
  return lower(plan, graph, {
    training: training !== undefined,
    algorithms: training?.algorithms ?? algorithmTable,
    source: ({ outputShape }) =>
      preprocessing
        ? preprocessImages(graph, graph.input(graphNames.images, imageDims, 'uint8'), plan.input)
        : graph.input(graphNames.images, [batchDim, ...outputShape]),
    weight: partsOf,
    mask(layer, rate, dims) {
      const name = `${layer}/mask`;
      training?.masks.push({ name, layer, rate, dims });
      return graph.input(name, [batchDim, ...dims]);
    },
    assign(layer, weight, value) {
      for (const part of partsOf(layer, weight)) graph.output(renewed(part.value), value, part.dims);
    },
  });
}

function asInputs(graph: GraphBuilder, { parts }: OnnxWeight): void {
  for (const { value, dims } of parts) graph.input(value, dims);
}

function weightOf(weights: readonly OnnxWeight[], { layer, weight: name }: PartGradient): OnnxWeight {
  const found = weights.find((weight) => weight.layer === layer && weight.name === name);
  if (!found) throw new Error(`the layer "${layer}" has no weight "${name}"`);
  return found;
}

function update(
  plan: ModelPlan,
  g: GraphBuilder,
  weight: OnnxWeight,
  part: WeightPart,
  gradient: WeightGradient,
  rate: Value,
): void {
  const minus = g.node('Neg', [rate]);
  const push =
    typeof gradient === 'string'
      ? g.node('Mul', [gradient, minus])
      : { left: gradient.left, right: g.node('Mul', [gradient.right, minus]) };
  const slot = (name: string) => slotName(part, name);
  const renewal = onnxUpdateRule(plan.training.optimizer).apply({
    g,
    weight: part.value,
    gradient,
    rate,
    push,
    slot,
  });
  g.output(renewed(part.value), constrained(g, renewal.weight, weight), part.dims);
  for (const [name, value] of Object.entries(renewal.slots)) g.output(renewed(slot(name)), value, part.dims);
}

/** The gradient plus that of the weight's penalty. */
function withPenalty(
  g: GraphBuilder,
  { regularizer }: OnnxWeight,
  { part, gradient }: PartGradient,
): WeightGradient {
  if (!regularizer) return gradient;
  return addTo(g, penaltyGradient(g, part.value, regularizer), gradient, 1);
}

/** The penalties of all trained weights; `undefined` if there are none. */
function penaltyOf(graph: GraphBuilder, weights: readonly OnnxWeight[]): Value | undefined {
  const penalties = weights.flatMap(({ regularizer, trainable, path, parts }) =>
    regularizer && trainable
      ? parts.map(({ value }) => graph.at(`${path}/penalty`, () => penalty(graph, value, regularizer)))
      : [],
  );
  if (penalties.length === 0) return undefined;
  return penalties.reduce((sum, each) => graph.at('penalty', () => graph.node('Add', [sum, each])));
}
