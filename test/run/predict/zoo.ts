import { join } from 'node:path';
import * as runtime from 'onnxruntime-node';
import { expect } from 'vitest';
import { randomStream, uniform } from '../../../src/base/random/stream';
import type { ModelPlan } from '../../../src/check/model-plan';
import type { WeightValues } from '../../../src/compile/model-content';
import { exportOnnx } from '../../../src/hosts/node/library';
import { wasm } from '../../../src/hosts/node/wasm/wasm';
import type { Engine } from '../../../src/run/backends/engine';
import { planOfFile } from '../../support/check-file';
import { writeModel } from '../../support/node-formats';
import { expectSoundOnnx } from '../../support/sound-onnx';
import { temporaryFolder } from '../../support/temporary-folder';

/** The networks whose test takes a second or two; the others are slow. */
export const smallSpecs = [
  'convnet-12class-prose.yaml',
  'icons-12.yaml',
  'inception-small.yaml',
  'lenet-5.yaml',
  'squeezenet.yaml',
];

const batch = 2;

/** A network of `specs/` with random weights, exported, and the scores of its tfjs model for two images. */
export interface ExportedNetwork {
  readonly plan: ModelPlan;
  readonly bytes: Uint8Array;
  readonly images: Float32Array;
  readonly imagesShape: readonly number[];
  readonly scores: Float32Array;
}

export async function exportNetwork(name: string): Promise<ExportedNetwork> {
  const spec = `specs/${name}`;
  const plan = planOfFile(spec);
  const images = noise(plan);
  const weights = join(temporaryFolder(), 'model.weights.h5');
  const scores = await predictAndSave(plan, images, weights);
  const { bytes } = await exportOnnx(spec, { weights, preprocessing: false });
  return { plan, bytes, images, imagesShape: [batch, ...plan.input.shape], scores };
}

/** Compares the scores of another program for the exported file with those of the tfjs model. */
export function expectSameScores({ plan, scores }: ExportedNetwork, received: ArrayLike<number>): void {
  const difference = greatestDifference(scores, received);
  expect(difference).toBeLessThan(1e-5);
  // The test would be meaningless if the scores were the same for all images.
  const [first, second] = [scores.subarray(0, plan.classCount), scores.subarray(plan.classCount)];
  expect(greatestDifference(first, second)).toBeGreaterThan(1000 * difference);
}

/** Like {@link expectSameScores}, with ONNX Runtime. */
export async function expectSameScoresInRuntime(name: string): Promise<void> {
  const network = await exportNetwork(name);
  expectSoundOnnx(network.bytes, network.plan);
  const session = await runtime.InferenceSession.create(network.bytes);
  const images = new runtime.Tensor('float32', network.images, network.imagesShape);
  const { scores } = await session.run({ images });
  await session.release();
  expect(scores?.dims).toEqual([batch, network.plan.classCount]);
  expectSameScores(network, scores?.data as Float32Array);
}

/** The scores of the tfjs model on wasm, with random weights, which are saved. */
async function predictAndSave(plan: ModelPlan, images: Float32Array, path: string): Promise<Float32Array> {
  const compiled = await wasm.compile(withoutMomentum(plan));
  const engine = await wasm.createEngine(compiled);
  await livenUp(engine, plan, images);
  await writeModel(path, { plan, weights: weightsOf(engine) });
  const scores = await engine.predictBatch(images, batch);
  engine.dispose();
  compiled.model.dispose();
  return scores;
}

function greatestDifference(a: Float32Array, b: ArrayLike<number>): number {
  return a.reduce((greatest, value, i) => Math.max(greatest, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

/** Makes batch norm use the statistics of a single step. */
function withoutMomentum(plan: ModelPlan): ModelPlan {
  const layers = plan.layers.map((layer) =>
    layer.kind === 'batchNorm' ? { ...layer, config: { ...layer.config, momentum: 0 } } : layer,
  );
  return { ...plan, layers: layers as ModelPlan['layers'] };
}

/**
 * Randomizes weights that are initialized with zeros and ones, and gives batch norm the statistics of the images: with its
 * initial ones, the scores of a deep network are the same for all images.
 */
async function livenUp(engine: Engine, plan: ModelPlan, images: Float32Array): Promise<void> {
  for (const [i, { path, name }] of engine.weights.entries()) {
    const center = { gamma: 1, beta: 0, bias: 0 }[name];
    if (center === undefined) continue;
    const stream = randomStream(5, path);
    const values = await engine.readWeight(i);
    await engine.writeWeight(
      i,
      values.map(() => center + 0.4 * (uniform(stream) - 0.5)),
    );
  }
  if (!plan.layers.some(({ kind }) => kind === 'batchNorm')) return;
  engine.learningRate = 0;
  const y = new Float32Array(batch * plan.classCount);
  for (let i = 0; i < batch; i++) y[i * plan.classCount + i] = 1;
  await engine.trainBatch({ size: batch, x: images, y }, { step: 0 });
}

async function* weightsOf(engine: Engine): AsyncGenerator<WeightValues> {
  for (const [i, { path, layer, name, shape }] of engine.weights.entries())
    yield { path, layer, name, shape, values: await engine.readWeight(i) };
}

/** Dark and bright values around 0: with values up to 255, the scores of an untrained network without batch norm are 0 and 1. */
function noise({ input }: ModelPlan): Float32Array {
  const stream = randomStream(6, 'images');
  const [height, width, channels] = input.shape;
  return Float32Array.from({ length: batch * height * width * channels }, () => 64 * (uniform(stream) - 0.5));
}
