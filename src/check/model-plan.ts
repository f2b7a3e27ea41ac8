import type { CallbackSpec } from '../language/callbacks';
import type { DataSpec } from '../language/data';
import type { InitialWeightsSpec } from '../language/initial-weights';
import type { InputSpec } from '../language/input';
import type { TrainingSpec } from '../language/training';
import type { PlannedLayer } from '../layers/layer';

export interface PlanTotals {
  readonly params: number;
  readonly trainableParams: number;
  readonly nonTrainableParams: number;
  /** Multiply-adds for one image. */
  readonly macs: number;
  /** Bytes of all layer outputs for one image, forward, float32. */
  readonly activationBytes: number;
}

/** The checked network and its policies, every default explicit. Pure data: it survives JSON unchanged. */
export interface ModelPlan {
  readonly name: string;
  readonly input: InputSpec;
  /** Class names in the order of the network's outputs; `null` when the spec gives only their count. */
  readonly classNames: readonly string[] | null;
  readonly classCount: number;
  readonly variables: Readonly<Record<string, string>>;
  /** In Keras's order: each layer comes after its inputs. The first is the `input` layer. */
  readonly layers: readonly PlannedLayer[];
  /** Name of the layer that yields the class scores. */
  readonly output: string;
  readonly totals: PlanTotals;
  /** Absent where all weights are freshly drawn; its names are those of blocks. */
  readonly initialWeights?: InitialWeightsSpec;
  readonly training: TrainingSpec;
  readonly callbacks: readonly CallbackSpec[];
  readonly data: DataSpec | null;
}

/** A plan whose batch size is known, as everything needs it that trains. */
export type SettledPlan = ModelPlan & { readonly training: { readonly batchSize: number } };
