import {
  add,
  dispose,
  keep,
  mean,
  mul,
  type NamedTensorMap,
  type Scalar,
  stack,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import { model as connectModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { CompiledModel } from '../../compile/tfjs/compile';
import { L1L2 } from '../../compile/tfjs/l1-l2';
import { type Loss, planLoss } from '../../compile/tfjs/losses';
import { metrics } from '../../compile/tfjs/metrics';
import { activationFunctions } from '../../layers/activation/tfjs';
import {
  type Batch,
  batchPart,
  checkSize,
  type Engine,
  type EngineSnapshot,
  type MetricSums,
  nextTurn,
  type WeightInfo,
  weightInfos,
} from './engine';
import { withBackend } from './with-backend';

/** The gradients of one step, summed over the parts of its batch: one tensor per variable, for any number of parts. */
class GradientSums {
  private readonly sums = new Map<string, Tensor>();

  /** Call it in a tidy, which may free `gradients`: the sums are kept. */
  add(gradients: NamedTensorMap): void {
    for (const [name, gradient] of Object.entries(gradients)) {
      const former = this.sums.get(name);
      this.sums.set(name, keep(former ? add(former, gradient) : gradient));
      former?.dispose();
    }
  }

  /** By the names of the variables. */
  get named(): NamedTensorMap {
    return Object.fromEntries(this.sums);
  }

  dispose(): void {
    for (const sum of this.sums.values()) sum.dispose();
    this.sums.clear();
  }
}

/** What the loss is computed from: scores, or logits (the values before the output's activation). */
interface Head {
  readonly model: LayersModel;
  readonly loss: Loss['ofScores'];
  /** Computes scores from the model's output. */
  scores(output: Tensor): Tensor;
}

/** Trains on a tfjs backend. Every tfjs call runs with that backend current, whichever the host program uses. */
export class TfjsEngine implements Engine {
  readonly metrics: readonly string[];
  readonly weights: readonly WeightInfo[];
  private readonly variables: readonly Variable[];
  /** What each trained, regularized weight adds to the loss. */
  private readonly penalties: readonly (() => Scalar)[];
  private readonly head: Head;
  /** Sums of the metrics over `images` images, `[metrics]`. */
  private sums: Tensor | undefined;
  private images = 0;

  constructor(
    readonly backend: string,
    readonly device: string,
    private readonly compiled: CompiledModel,
  ) {
    const { plan, model } = compiled;
    this.metrics = ['loss', ...plan.training.metrics];
    this.weights = weightInfos(plan);
    this.variables = plan.layers.flatMap(({ name }) =>
      model.getLayer(name).weights.map((weight) => weight.read() as Variable),
    );
    this.penalties = plan.layers
      .flatMap(({ weights }) => weights)
      .flatMap(({ regularizer, trainable }, i) => {
        const variable = this.variables[i];
        return regularizer && trainable && variable ? [() => new L1L2(regularizer).apply(variable)] : [];
      });
    this.head = withBackend(backend, () => createHead(compiled));
  }

  get learningRate(): number {
    return this.compiled.optimizer.learningRate;
  }

  set learningRate(rate: number) {
    this.compiled.optimizer.learningRate = rate;
  }

  get iterations(): number {
    return this.compiled.optimizer.iterations;
  }

  async trainBatch(
    batch: Batch,
    { step, partSize = batch.size }: { readonly step: number; readonly partSize?: number },
  ): Promise<void> {
    const gradients = new GradientSums();
    try {
      for (let first = 0; first < batch.size; first += partSize) {
        if (first > 0) await nextTurn();
        this.run(() =>
          gradients.add(this.differentiate(batch, step, first, Math.min(partSize, batch.size - first))),
        );
      }
      this.run(() => this.compiled.optimizer.applyGradients(gradients.named));
    } finally {
      gradients.dispose();
    }
  }

  async evaluateBatch(batch: Batch): Promise<void> {
    this.run(() => {
      const { x, y } = this.tensors(batch);
      const output = this.head.model.apply(x, {}) as Tensor;
      this.count(batch.size, y, output, this.withPenalties(sum(this.losses(batch, y, output)), batch.size));
    });
  }

  async predictBatch(x: Float32Array, size: number): Promise<Float32Array> {
    const scores = withBackend(this.backend, () =>
      tidy(() => this.compiled.model.apply(this.images4d(x, size), {}) as Tensor),
    );
    return takeValues(scores);
  }

  async readMetrics(): Promise<MetricSums> {
    return this.metricSums(this.sums && (await values(this.sums)), this.images);
  }

  async takeMetrics(): Promise<MetricSums> {
    const { sums, images } = this;
    this.sums = undefined;
    this.images = 0;
    return this.metricSums(sums && (await takeValues(sums)), images);
  }

  async readWeight(index: number): Promise<Float32Array> {
    return values(this.variable(index));
  }

  async writeWeight(index: number, newValues: Float32Array): Promise<void> {
    const variable = this.variable(index);
    checkSize(this.info(index), newValues);
    this.run(() => variable.assign(tensor(newValues.slice(), variable.shape)));
  }

  async readSlot(index: number, slot: string): Promise<Float32Array | undefined> {
    const value = this.compiled.optimizer.slotValues.get(this.variable(index).name)?.[slot];
    return value && values(value);
  }

  /** Does nothing: the engine trains the model's own weights. */
  async syncModel(): Promise<void> {}

  async snapshot(): Promise<EngineSnapshot> {
    const { optimizer } = this.compiled;
    const weights: Float32Array[] = [];
    for (const variable of this.variables) weights.push(await values(variable));
    const slots: Record<string, Float32Array> = {};
    for (const [index, { name }] of this.variables.entries()) {
      for (const [slot, value] of Object.entries(optimizer.slotValues.get(name) ?? {})) {
        slots[`${this.weights[index]?.path}/${slot}`] = await values(value);
      }
    }
    const { learningRate, iterations } = optimizer;
    return { weights, slots, learningRate, iterations, metrics: await this.readMetrics() };
  }

  async restore(snapshot: EngineSnapshot): Promise<void> {
    if (snapshot.weights.length !== this.variables.length) {
      throw new RangeError(`expected ${this.variables.length} weights, received ${snapshot.weights.length}`);
    }
    for (const [index, weight] of snapshot.weights.entries()) checkSize(this.info(index), weight);
    for (const [index, weight] of snapshot.weights.entries()) await this.writeWeight(index, weight);
    const { optimizer } = this.compiled;
    const slots = this.variables.flatMap((weight, index) => {
      const prefix = `${this.weights[index]?.path}/`;
      const own = Object.entries(snapshot.slots).filter(([path]) => path.startsWith(prefix));
      const named = own.map(([path, value]) => [path.slice(prefix.length), value] as const);
      return own.length > 0 ? [{ weight, values: Object.fromEntries(named) }] : [];
    });
    this.run(() => optimizer.restore(snapshot.iterations, slots));
    optimizer.learningRate = snapshot.learningRate;
    this.sums?.dispose();
    this.images = snapshot.metrics?.loss?.count ?? 0;
    const sums = this.metrics.map((name) => snapshot.metrics?.[name]?.sum ?? 0);
    this.sums = this.images > 0 ? withBackend(this.backend, () => keep(tensor(sums))) : undefined;
  }

  dispose(): void {
    this.sums?.dispose();
    this.sums = undefined;
    this.images = 0;
    this.compiled.optimizer.dispose();
  }

  /** Runs `work` on this backend and frees every tensor that is neither kept nor a variable's. */
  private run(work: () => void): void {
    withBackend(this.backend, () => tidy(work));
  }

  /**
   * Computes the contribution of `size` images of a batch, starting at `first`, to the gradients of its loss. The first
   * part includes the weight penalties. Adds the images to the metrics.
   */
  private differentiate(batch: Batch, step: number, first: number, size: number): NamedTensorMap {
    const part = batchPart(batch, first, size);
    const { x, y } = this.tensors(part);
    let output: Tensor | undefined;
    try {
      const { value, grads } = variableGrads(() => {
        output = keep(this.head.model.apply(x, { training: true, step, firstImage: first }) as Tensor);
        const loss = mul(mean(this.losses(part, y, output)), size / batch.size);
        return (first === 0 ? this.withPenalties(loss, 1) : loss) as Scalar;
      }, this.trainable());
      if (output) this.count(size, y, output, mul(value, batch.size));
      return grads;
    } finally {
      output?.dispose();
    }
  }

  private variable(index: number): Variable {
    const variable = this.variables[index];
    if (!variable)
      throw new RangeError(`expected a weight below ${this.variables.length}, received ${index}`);
    return variable;
  }

  private info(index: number): WeightInfo {
    const info = this.weights[index];
    if (!info) throw new RangeError(`expected a weight below ${this.weights.length}, received ${index}`);
    return info;
  }

  private trainable(): Variable[] {
    return this.variables.filter((_, index) => this.weights[index]?.trainable === true);
  }

  /** The loss of `images` images as Keras reports it: the weight penalties are added for each image. */
  private withPenalties(loss: Tensor, images: number): Tensor {
    return this.penalties.reduce((total, penalty) => add(total, mul(penalty(), images)), loss);
  }

  /** The weighted loss of each image, `[size]`. */
  private losses({ weights }: Batch, y: Tensor, output: Tensor): Tensor {
    const losses = this.head.loss(y, output);
    return weights ? mul(losses, tensor(weights, [weights.length])) : losses;
  }

  private images4d(x: Float32Array, size: number): Tensor {
    return tensor(x, [size, ...this.compiled.plan.input.shape]);
  }

  private tensors({ x, y, size }: Batch): { x: Tensor; y: Tensor } {
    return { x: this.images4d(x, size), y: tensor(y, [size, this.compiled.plan.classCount]) };
  }

  private metricSums(sums: Float32Array | undefined, images: number): MetricSums {
    return Object.fromEntries(this.metrics.map((name, i) => [name, { sum: sums?.[i] ?? 0, count: images }]));
  }

  private count(size: number, y: Tensor, output: Tensor, loss: Tensor): void {
    const scores = this.head.scores(output);
    const own = this.compiled.plan.training.metrics.map((name) => sum(metrics[name].of(y, scores)));
    const former = this.sums ?? zeros([this.metrics.length]);
    this.sums = keep(add(former, stack([loss, ...own])));
    this.images += size;
    dispose(former);
  }
}

function createHead({ model, plan }: CompiledModel): Head {
  const { loss, ofLogits } = planLoss(plan);
  if (!ofLogits) return { model, loss: loss.ofScores, scores: (scores) => scores };
  const before = model.getLayer(plan.output).input as SymbolicTensor;
  return {
    model: connectModel({ inputs: model.inputs, outputs: before }),
    loss: ofLogits.loss,
    scores: activationFunctions[ofLogits.activation].apply,
  };
}

/** A copy of the values, because the cpu backend returns its own memory. */
async function values(source: Tensor): Promise<Float32Array> {
  return new Float32Array(await source.data());
}

/** The values of a tensor, which is disposed. */
async function takeValues(source: Tensor): Promise<Float32Array> {
  const taken = await values(source);
  source.dispose();
  return taken;
}
