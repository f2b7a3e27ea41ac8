import type { SettledPlan } from '../../../src/check/model-plan';
import type { CallbackSpec } from '../../../src/language/callbacks';
import type { Batch, Engine, MetricSums, WeightInfo } from '../../../src/run/backends/engine';
import type { DataSet } from '../../../src/run/data/data-set';

/** A plan of one dense layer, with options for what the training loop reads. */
export function fakePlan(
  choice: {
    epochs?: number;
    batchSize?: number;
    accumulate?: number;
    params?: number;
    callbacks?: readonly CallbackSpec[];
    variables?: Readonly<Record<string, string>>;
  } = {},
): SettledPlan {
  const { epochs = 3, batchSize = 2, accumulate = 1, params = 8, callbacks = [], variables = {} } = choice;
  const initializer = { type: 'zeros' } as const;
  return {
    name: 'fake',
    input: { shape: [1, 1, 3], color: 'rgb', resize: 'fill', rescale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    classNames: ['cat', 'dog'],
    classCount: 2,
    variables,
    layers: [
      {
        name: 'output_dense',
        kind: 'dense',
        config: {
          units: 2,
          bias: true,
          kernelInitializer: initializer,
          kernelRegularizer: null,
          kernelConstraint: null,
          biasInitializer: initializer,
          biasRegularizer: null,
          biasConstraint: null,
        },
        inputs: ['input'],
        block: 'output',
        inputShapes: [[3]],
        outputShape: [2],
        weights: [
          { name: 'kernel', shape: [3, 2], trainable: true, initializer },
          { name: 'bias', shape: [2], trainable: true, initializer },
        ],
        params,
        trainableParams: params,
        macs: 6,
        activationBytes: 8,
      },
    ],
    output: 'output_dense',
    totals: { params, trainableParams: params, nonTrainableParams: 0, macs: 6, activationBytes: 8 },
    training: {
      backend: 'auto',
      optimizer: { type: 'sgd', learningRate: 0.01, momentum: 0, nesterov: false },
      loss: { type: 'categoricalCrossentropy', labelSmoothing: 0 },
      metrics: ['accuracy'],
      epochs,
      batchSize,
      accumulate,
      seed: 1,
      deterministic: true,
    },
    callbacks,
    data: null,
  };
}

export interface FakeEngine extends Engine {
  /** The calls in order: `train 0`, `evaluate`, `take`. */
  readonly calls: string[];
}

/**
 * An engine without a model. After step n, its weights equal n + 1. Each image of that batch adds `lossAt(step)` to the loss;
 * in evaluation, each image adds `100 + steps so far`. A quarter of all images is correct. `onCall` is called after every
 * call.
 */
export function fakeEngine(
  lossAt: (step: number) => number = (step) => step + 1,
  onCall: (call: string) => void = () => {},
): FakeEngine {
  const info = (name: string, shape: readonly number[]): WeightInfo => ({
    path: `output_dense/${name}`,
    layer: 'output_dense',
    name,
    shape,
    trainable: true,
  });
  const weights = [info('kernel', [3, 2]), info('bias', [2])];
  let values = weights.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)));
  let sums = { loss: 0, images: 0 };
  let steps = 0;
  const calls: string[] = [];
  const count = (loss: number, images: number) => {
    sums = { loss: sums.loss + loss * images, images: sums.images + images };
  };
  const metrics = (): MetricSums => ({
    loss: { sum: sums.loss, count: sums.images },
    accuracy: { sum: sums.images / 4, count: sums.images },
  });
  const done = (call: string) => {
    calls.push(call);
    onCall(call);
  };
  return {
    backend: 'fake',
    device: 'memory',
    metrics: ['loss', 'accuracy'],
    weights,
    learningRate: Math.fround(0.01),
    get iterations() {
      return steps;
    },
    calls,
    async trainBatch(batch, { step }) {
      count(lossAt(step), batch.size);
      values = values.map((tensor) => tensor.map(() => step + 1));
      steps = step + 1;
      done(`train ${step}`);
    },
    async evaluateBatch(batch) {
      count(100 + steps, batch.size);
      done('evaluate');
    },
    readSlot: async () => undefined,
    async predictBatch(x, size) {
      return Float32Array.from(
        { length: size * 2 },
        (_, i) => x[Math.floor(i / 2) * 3 + (i % 2)] ?? Number.NaN,
      );
    },
    async readMetrics() {
      done('read');
      return metrics();
    },
    async takeMetrics() {
      done('take');
      const taken = metrics();
      sums = { loss: 0, images: 0 };
      return taken;
    },
    readWeight: async (index) => (values[index] ?? new Float32Array()).slice(),
    async writeWeight(index, tensor) {
      values[index] = tensor.slice();
    },
    async syncModel() {
      done('sync');
    },
    async snapshot() {
      return {
        weights: values.map((tensor) => tensor.slice()),
        slots: {},
        learningRate: this.learningRate,
        iterations: steps,
        metrics: metrics(),
      };
    },
    async restore(snapshot) {
      values = snapshot.weights.map((tensor) => tensor.slice());
      this.learningRate = snapshot.learningRate;
      steps = snapshot.iterations;
      sums = { loss: snapshot.metrics?.loss?.sum ?? 0, images: snapshot.metrics?.loss?.count ?? 0 };
    },
    dispose() {},
  };
}

/** `size` images of three numbers; `image(i)` returns the numbers and the class of one. Counts its batches. */
export function fakeData(
  size: number,
  image: (i: number) => { pixels: readonly [number, number, number]; label: 0 | 1 } = (i) => ({
    pixels: [i, 0, 0],
    label: 0,
  }),
): DataSet & { readonly given: number[] } {
  const given: number[] = [];
  return {
    classes: ['cat', 'dog'],
    size,
    given,
    async *batches({ batchSize, epoch, from = 0 }) {
      for (let start = from * batchSize; start < size; start += batchSize) {
        given.push(epoch);
        const count = Math.min(batchSize, size - start);
        const images = Array.from({ length: count }, (_, i) => image(start + i));
        const batch: Batch = {
          size: count,
          x: Float32Array.from(images.flatMap(({ pixels }) => [...pixels])),
          y: Float32Array.from(images.flatMap(({ label }) => (label === 0 ? [1, 0] : [0, 1]))),
        };
        yield batch;
      }
    },
  };
}

/** A clock that advances by `tick` seconds whenever it is read. */
export function fakeClock(tick: number): () => number {
  let now = 1_700_000_000;
  return () => {
    now += tick;
    return now;
  };
}
