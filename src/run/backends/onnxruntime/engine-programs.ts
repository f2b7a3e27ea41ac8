import type { Tensor } from 'onnxruntime-node';
import type { ModelPlan } from '../../../check/model-plan';
import type { OnnxGraph } from '../../../compile/onnx/encoding/model';
import {
  gradientGraph,
  inferenceGraph,
  stepGraph,
  type TrainingGraph,
  updateGraph,
} from '../../../compile/onnx/graphs';
import { type OnnxWeight, toKerasOrder, toOnnxOrder } from '../../../compile/onnx/weights';
import {
  algorithmsWith,
  type ChosenAlgorithms,
  type GradientAlgorithms,
} from '../../../layers/onnx/gradient-algorithms';
import type { WeightPart } from '../../../layers/onnx/onnx-facet';
import { sizeOf } from '../../../layers/shapes';
import type { OnnxRuntime } from './program';
import { createProgram, type Device, type Program } from './program';

/** One array of values per weight, in ONNX's order: the weights themselves, an optimizer slot, or sums of gradients. */
export class StoredValues {
  /** Tensors that are views of the values. */
  readonly parts: readonly (readonly [WeightPart, Tensor])[];
  private readonly arrays: ReadonlyMap<number, Float32Array>;

  /** Starts with zeros for each of `weights`. */
  constructor({ Tensor }: OnnxRuntime, weights: readonly OnnxWeight[]) {
    this.arrays = new Map(weights.map(({ index, shape }) => [index, new Float32Array(sizeOf(shape))]));
    this.parts = weights.flatMap(({ index, parts }) =>
      parts.map((part) => {
        const { from, dims } = part;
        const start = from * sizeOf(dims.slice(1));
        const values = this.arrays.get(index)?.subarray(start, start + sizeOf(dims)) ?? new Float32Array();
        return [part, new Tensor('float32', values, [...dims])] as const;
      }),
    );
  }

  /** Returns a copy in Keras's order, or `undefined` if there are no values for the weight. */
  read(weight: OnnxWeight): Float32Array | undefined {
    const values = this.arrays.get(weight.index);
    if (!values) return undefined;
    const copy = new Float32Array(values.length);
    toKerasOrder(weight, values, copy);
    return copy;
  }

  /** @param values in Keras's order, as many as the weight has */
  write(weight: OnnxWeight, values: Float32Array): void {
    const own = this.arrays.get(weight.index);
    if (own) toOnnxOrder(weight, values, own);
  }
}

/** The graphs for what an engine does. */
const kinds = {
  step: stepGraph,
  firstGradients: (plan, algorithms) => gradientGraph(plan, algorithms, 'first'),
  furtherGradients: (plan, algorithms) => gradientGraph(plan, algorithms, 'further'),
  update: (plan) => withoutMasks(updateGraph(plan)),
  predict: (plan) => withoutMasks(inferenceGraph(plan)),
  evaluate: (plan) => withoutMasks(inferenceGraph(plan, { forEvaluation: true })),
} satisfies Record<string, (plan: ModelPlan, algorithms: GradientAlgorithms) => TrainingGraph>;
export type ProgramKind = keyof typeof kinds;

/** A program and the dropout masks that it needs. */
export interface EngineProgram extends Pick<TrainingGraph, 'masks'>, Pick<Program, 'run'> {}

/** The programs of an engine, each prepared when it is first needed. */
export class EnginePrograms {
  private readonly prepared = new Map<ProgramKind, Promise<Program & EngineProgram>>();

  /** @param algorithms those that override the device's */
  constructor(
    private readonly plan: ModelPlan,
    private readonly device: Device,
    readonly algorithms: ChosenAlgorithms,
  ) {}

  get(kind: ProgramKind): Promise<EngineProgram> {
    const known = this.prepared.get(kind);
    if (known) return known;
    const made = this.prepare(kind);
    this.prepared.set(kind, made);
    return made;
  }

  release(): void {
    for (const program of this.prepared.values())
      program.then(({ release }) => release()).catch(() => undefined);
    this.prepared.clear();
  }

  private async prepare(kind: ProgramKind): Promise<Program & EngineProgram> {
    const { graph, masks } = kinds[kind](this.plan, algorithmsWith(this.algorithms, this.device.algorithms));
    return { ...(await createProgram(graph, this.device)), masks };
  }
}

function withoutMasks(graph: OnnxGraph): TrainingGraph {
  return { graph, masks: [] };
}
