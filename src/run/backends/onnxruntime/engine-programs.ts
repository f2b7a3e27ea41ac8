import type { ModelPlan } from '../../../check/model-plan';
import type { OnnxGraph } from '../../../compile/onnx/encoding/model';
import {
  gradientGraph,
  inferenceGraph,
  stepGraph,
  type TrainingGraph,
  updateGraph,
} from '../../../compile/onnx/graphs';
import { type ChosenWays, type GradientWays, waysWith } from '../../../layers/onnx/gradient-ways';
import { createProgram, type Device, type Program } from './program';

/** What an engine does, as graphs. */
const kinds = {
  step: stepGraph,
  firstGradients: (plan, ways) => gradientGraph(plan, ways, 'first'),
  furtherGradients: (plan, ways) => gradientGraph(plan, ways, 'further'),
  update: (plan) => withoutMasks(updateGraph(plan)),
  predict: (plan) => withoutMasks(inferenceGraph(plan)),
  evaluate: (plan) => withoutMasks(inferenceGraph(plan, { forEvaluation: true })),
} satisfies Record<string, (plan: ModelPlan, ways: GradientWays) => TrainingGraph>;
export type ProgramKind = keyof typeof kinds;

/** A program and the masks that it takes. */
export interface EngineProgram extends Pick<TrainingGraph, 'masks'>, Pick<Program, 'run'> {}

/** The programs of an engine, each prepared when it is first needed. */
export class EnginePrograms {
  private readonly prepared = new Map<ProgramKind, Promise<Program & EngineProgram>>();

  /** @param ways those that are not the device's */
  constructor(
    private readonly plan: ModelPlan,
    private readonly device: Device,
    readonly ways: ChosenWays,
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
    const { graph, masks } = kinds[kind](this.plan, waysWith(this.ways, this.device.ways));
    return { ...(await createProgram(graph, this.device)), masks };
  }
}

function withoutMasks(graph: OnnxGraph): TrainingGraph {
  return { graph, masks: [] };
}
