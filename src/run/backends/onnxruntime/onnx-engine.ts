import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { Tensor } from 'onnxruntime-node';
import { graphNames, renewed, slotName, sumName } from '../../../compile/onnx/graphs';
import { onnxUpdateRule } from '../../../compile/onnx/update-rules';
import { type OnnxWeight, onnxWeights } from '../../../compile/onnx/weights';
import type { CompiledModel } from '../../../compile/tfjs/compile';
import { updateRule } from '../../../compile/tfjs/optimizers';
import type { ChosenAlgorithms } from '../../../layers/onnx/gradient-algorithms';
import type { WeightPart } from '../../../layers/onnx/onnx-facet';
import type { Batch, Engine, EngineSnapshot, MetricSums, WeightInfo } from '../engine';
import { batchPart, checkSize, nextTurn, weightInfos } from '../engine';
import { withBackend } from '../with-backend';
import { EnginePrograms, StoredValues } from './engine-programs';
import type { Device, Tensors } from './program';
import { createMasks } from './program';
import { batchScorer } from './score-batch';
import { tuneAlgorithms } from './tune-algorithms';

/**
 * Trains with ONNX graphs that each contain a whole step. The engine keeps the weights in ONNX's order and updates them
 * in place; the model's weights are those of the last {@link syncModel}.
 */
export class OnnxEngine implements Engine {
  readonly metrics: readonly string[];
  readonly weights: readonly WeightInfo[];
  private readonly variables: readonly Variable[];
  private readonly layout: readonly OnnxWeight[];
  private readonly values: StoredValues;
  /** Optimizer slots by Keras's names; empty before the first step. */
  private readonly slots = new Map<string, StoredValues>();
  /** Sums of gradients, for steps whose batch is processed in parts. */
  private gradients: StoredValues | undefined;
  private programs: EnginePrograms;
  /** Whether training will continue with the programs' current algorithms. */
  private algorithmsSettled: boolean;
  /** Weights, slots and gradients that graphs read, and where they write the new ones: the same memory. */
  private readonly inputs: Record<string, Tensor> = {};
  private readonly outputs: Record<string, Tensor> = {};
  private readonly score: ReturnType<typeof batchScorer>;
  private readonly masks: ReturnType<typeof createMasks>;
  private updates: number;
  private modelIsCurrent = true;
  /** Sums in the order of {@link metrics}, over `images` images. */
  private sums: readonly number[];
  private images = 0;

  constructor(
    readonly backend: string,
    readonly device: string,
    private readonly compiled: CompiledModel,
    private readonly hardware: Device,
  ) {
    const { plan, model, optimizer } = compiled;
    this.metrics = ['loss', ...plan.training.metrics];
    this.weights = weightInfos(plan);
    this.variables = plan.layers.flatMap(({ name }) =>
      model.getLayer(name).weights.map((weight) => weight.read() as Variable),
    );
    this.layout = onnxWeights(plan);
    this.values = new StoredValues(hardware.runtime, this.layout);
    this.bind(this.values, ({ value }) => value);
    for (const [index, variable] of this.variables.entries())
      this.values.write(this.weightAt(index), variable.dataSync() as Float32Array);
    this.programs = new EnginePrograms(plan, hardware, {});
    this.algorithmsSettled = plan.training.deterministic;
    this.score = batchScorer(plan);
    this.masks = createMasks(plan.training.seed, hardware.runtime);
    this.updates = optimizer.iterations;
    this.sums = this.metrics.map(() => 0);
  }

  get learningRate(): number {
    return this.compiled.optimizer.learningRate;
  }

  set learningRate(rate: number) {
    this.compiled.optimizer.learningRate = rate;
  }

  get iterations(): number {
    return this.updates;
  }

  async trainBatch(
    batch: Batch,
    { step, partSize = batch.size }: { readonly step: number; readonly partSize?: number },
  ): Promise<void> {
    this.modelIsCurrent = false;
    this.makeSlots();
    if (!this.algorithmsSettled)
      this.settle(await tuneAlgorithms(this.compiled.plan, Math.min(partSize, batch.size), this.hardware));
    if (partSize >= batch.size) {
      await this.train('step', batch, { first: 0, of: batch.size, step });
    } else {
      this.makeGradients();
      for (let first = 0; first < batch.size; first += partSize) {
        if (first > 0) await nextTurn();
        const part = batchPart(batch, first, Math.min(partSize, batch.size - first));
        const kind = first === 0 ? 'firstGradients' : 'furtherGradients';
        await this.train(kind, part, { first, of: batch.size, step });
      }
      const update = await this.programs.get('update');
      await update.run(0, { ...this.inputs, ...this.rate() }, this.outputs);
    }
    this.updates += 1;
  }

  async evaluateBatch(batch: Batch): Promise<void> {
    const evaluate = await this.programs.get('evaluate');
    const yielded = await evaluate.run(batch.size, { ...this.inputs, ...this.imagesOf(batch) });
    this.count(batch, yielded, batch.size);
  }

  async predictBatch(x: Float32Array, size: number): Promise<Float32Array> {
    const predict = await this.programs.get('predict');
    const yielded = await predict.run(size, { ...this.inputs, ...this.imagesOf({ x, size }) });
    return valuesOf(yielded, graphNames.scores);
  }

  async readMetrics(): Promise<MetricSums> {
    const { sums, images } = this;
    return Object.fromEntries(this.metrics.map((name, i) => [name, { sum: sums[i] ?? 0, count: images }]));
  }

  async takeMetrics(): Promise<MetricSums> {
    const taken = await this.readMetrics();
    this.sums = this.metrics.map(() => 0);
    this.images = 0;
    return taken;
  }

  async readWeight(index: number): Promise<Float32Array> {
    return this.values.read(this.weightAt(index)) ?? new Float32Array();
  }

  async writeWeight(index: number, values: Float32Array): Promise<void> {
    checkSize(this.weightAt(index), values);
    this.modelIsCurrent = false;
    this.values.write(this.weightAt(index), values);
  }

  async readSlot(index: number, slot: string): Promise<Float32Array | undefined> {
    return this.slots.get(slot)?.read(this.weightAt(index));
  }

  async syncModel(): Promise<void> {
    if (this.modelIsCurrent) return;
    for (const [index, variable] of this.variables.entries()) {
      const values = await this.readWeight(index);
      withBackend('cpu', () => tidy(() => variable.assign(tensor(values, variable.shape))));
    }
    this.modelIsCurrent = true;
  }

  async snapshot(): Promise<EngineSnapshot> {
    const slots: Record<string, Float32Array> = {};
    for (const weight of this.layout) {
      for (const [slot, stored] of this.slots) {
        const values = stored.read(weight);
        if (values) slots[`${weight.path}/${slot}`] = values;
      }
    }
    return {
      weights: await Promise.all(this.layout.map((_, index) => this.readWeight(index))),
      slots,
      learningRate: this.learningRate,
      iterations: this.updates,
      metrics: await this.readMetrics(),
      ...(Object.keys(this.programs.algorithms).length > 0 ? { algorithms: this.programs.algorithms } : {}),
    };
  }

  async restore({
    weights,
    slots,
    learningRate,
    iterations,
    metrics,
    algorithms,
  }: EngineSnapshot): Promise<void> {
    if (weights.length !== this.layout.length) {
      throw new RangeError(`expected ${this.layout.length} weights, received ${weights.length}`);
    }
    for (const [index, values] of weights.entries()) checkSize(this.weightAt(index), values);
    for (const [index, values] of weights.entries()) await this.writeWeight(index, values);
    this.slots.clear();
    if (Object.keys(slots).length > 0) {
      this.makeSlots();
      for (const weight of this.layout) {
        for (const [slot, stored] of this.slots) {
          const values = slots[`${weight.path}/${slot}`];
          if (values) stored.write(weight, values);
        }
      }
    }
    this.learningRate = learningRate;
    this.updates = iterations;
    this.images = metrics?.loss?.count ?? 0;
    this.sums = this.metrics.map((name) => metrics?.[name]?.sum ?? 0);
    if (algorithms) this.settle(algorithms);
  }

  dispose(): void {
    this.programs.release();
    this.slots.clear();
    this.compiled.optimizer.dispose();
  }

  /** Runs a training program on part of a batch of `of` images, starting at the batch's image `first`. */
  private async train(
    kind: 'step' | 'firstGradients' | 'furtherGradients',
    part: Batch,
    { first, of, step }: { readonly first: number; readonly of: number; readonly step: number },
  ): Promise<void> {
    const { run, masks } = await this.programs.get(kind);
    const { size, y, weights } = part;
    const factors = new Float32Array(size).map((_, i) => (weights?.[i] ?? 1) / of);
    const feeds = {
      ...this.inputs,
      ...this.imagesOf(part),
      ...this.rate(),
      [graphNames.targets]: this.tensor(y, [size, this.compiled.plan.classCount]),
      [graphNames.factors]: this.tensor(factors, [size, 1]),
      ...this.masks(masks, { step, firstImage: first, images: size }),
    };
    const yielded = await run(size, feeds, this.outputs);
    this.count(part, yielded, first === 0 ? of : 0);
  }

  /** Adds a batch to the metrics. The weight penalties are added to the loss for `penalized` images. */
  private count(batch: Batch, yielded: Tensors, penalized: number): void {
    const [penalty = 0] = graphNames.penalty in yielded ? valuesOf(yielded, graphNames.penalty) : [];
    const [loss = 0, ...others] = this.score(batch, valuesOf(yielded, graphNames.head));
    this.sums = [loss + penalty * penalized, ...others].map((value, i) => value + (this.sums[i] ?? 0));
    this.images += batch.size;
  }

  /** Continues with other algorithms. */
  private settle(algorithms: ChosenAlgorithms): void {
    this.programs.release();
    this.programs = new EnginePrograms(this.compiled.plan, this.hardware, algorithms);
    this.algorithmsSettled = true;
  }

  private imagesOf({ x, size }: Pick<Batch, 'x' | 'size'>): Tensors {
    return { [graphNames.images]: this.tensor(x, [size, ...this.compiled.plan.input.shape]) };
  }

  private rate(): Tensors {
    const { optimizer } = this.compiled.plan.training;
    const rate = onnxUpdateRule(optimizer).rate(this.learningRate, this.updates + 1);
    return { [graphNames.rate]: this.tensor(Float32Array.of(rate), []) };
  }

  private tensor(values: Float32Array, dims: readonly number[]): Tensor {
    return new this.hardware.runtime.Tensor('float32', values, [...dims]);
  }

  private makeSlots(): void {
    for (const slot of updateRule(this.compiled.plan.training.optimizer).slots) {
      if (this.slots.has(slot)) continue;
      const stored = this.storeOfTrained();
      this.slots.set(slot, stored);
      this.bind(stored, (part) => slotName(part, slot));
    }
  }

  private makeGradients(): void {
    if (this.gradients) return;
    this.gradients = this.storeOfTrained();
    this.bind(this.gradients, sumName);
  }

  private storeOfTrained(): StoredValues {
    return new StoredValues(
      this.hardware.runtime,
      this.layout.filter(({ trainable }) => trainable),
    );
  }

  /** Makes graphs read values under a name and write the new ones to the same memory. */
  private bind(stored: StoredValues, nameOf: (part: WeightPart) => string): void {
    for (const [part, value] of stored.parts) {
      this.inputs[nameOf(part)] = value;
      this.outputs[renewed(nameOf(part))] = value;
    }
  }

  private weightAt(index: number): OnnxWeight {
    const found = this.layout[index];
    if (!found) throw new RangeError(`expected a weight below ${this.layout.length}, received ${index}`);
    return found;
  }
}

function valuesOf(yielded: Tensors, name: string): Float32Array {
  const tensor = yielded[name];
  if (!tensor) throw new Error(`the graph has no output "${name}"`);
  return tensor.data as Float32Array;
}
