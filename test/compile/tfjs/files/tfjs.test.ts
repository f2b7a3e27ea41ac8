import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { io, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../../src/check/model-plan';
import { importNetwork } from '../../../../src/compile/keras/import/import-network';
import { matchedWeights } from '../../../../src/compile/match-weights';
import { cpu } from '../../../../src/run/backends/cpu';
import { checkText } from '../../../support/check-file';
import { readModel, writeModel } from '../../../support/node-formats';
import { distance } from '../../../support/reference-numerics';
import { temporaryFolder } from '../../../support/temporary-folder';
import { networkOf } from '../../keras/import/same-network';
import { all, bits, oneByOne, randomWeights } from '../../keras/weights';

/** Every kind that stock tfjs supports, including pools that need another class there. */
const spec = `
version: 1
name: net
input: { shape: [12, 10, 3] }
classes: 4
blocks:
  - { name: conv1, type: conv, filters: 6, kernel: 3, padding: same, batchNorm: true, activation: swish, pool: 2, dropout: 0.1 }
  - { name: depthwise, type: depthwiseConv, kernel: 3, padding: same, depthMultiplier: 2, activation: { type: leakyReLU, slope: 0.3 } }
  - { name: separable, type: separableConv, filters: 6, kernel: 3, padding: same, activation: { type: prelu, shared: true } }
  - { name: up, type: convTranspose, filters: 6, kernel: 3, stride: 2, padding: same, activation: gelu }
  - { type: layerNorm }
  - { type: spatialDropout, rate: 0.2 }
  - { name: map, type: cropping, cropping: 1 }
  - { name: means, type: globalAveragePool, keepDimensions: true }
  - { name: factors, type: multiply, from: [map, means] }
  - { name: largest, type: globalMaxPool, keepDimensions: true }
  - { name: sum, type: multiply, from: [factors, largest] }
  - { type: zeroPadding, padding: [[0, 1], [2, 0]] }
  - { name: dilated, type: conv, filters: 4, kernel: 3, dilation: 2, kernelConstraint: maxNorm, kernelRegularizer: { l2: 0.1 } }
  - { type: upsampling, size: 2 }
  - { name: a, type: averagePool }
  - { name: b, type: maxPool, from: dilated, size: 1 }
  - { type: concat, from: [a, b] }
  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }
`;

function planOf(text: string): ModelPlan {
  const { plan, diagnostics } = checkText(text);
  if (!plan) throw new Error(diagnostics[0]?.message);
  return plan;
}

const plan = planOf(spec);
const content = (attributes = {}) => ({ plan, weights: oneByOne(randomWeights(plan)), attributes });

describe('writeTfjs', () => {
  it('writes a model that stock tfjs loads and that predicts the same', async () => {
    await setBackend('cpu');
    const folder = temporaryFolder();
    await writeModel(join(folder, 'model.json'), content());
    const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const load = async (
      manifest: io.WeightsManifestConfig,
    ): Promise<[io.WeightsManifestEntry[], ArrayBuffer]> => {
      const bytes = readFileSync(join(folder, manifest[0]?.paths[0] ?? ''));
      return [manifest[0]?.weights ?? [], new Uint8Array(bytes).buffer];
    };
    const stock = await loadLayersModel({ load: () => io.getModelArtifactsForJSON(json, load) });
    const engine = await cpu.createEngine(await cpu.compile(plan));
    for (const [i, { path }] of engine.weights.entries()) {
      const { values } = randomWeights(plan).find((weight) => weight.path === path) ?? {};
      await engine.writeWeight(i, values ?? new Float32Array());
    }
    const x = Float32Array.from({ length: 2 * 12 * 10 * 3 }, (_, i) => Math.sin(0.37 * i));
    const expected = await engine.predictBatch(x, 2);
    const received = (stock.predict(tensor(x, [2, 12, 10, 3])) as Tensor).dataSync();
    expect(distance(received, expected)).toBeLessThan(1e-5);
  });

  it('preserves weights and attributes', async () => {
    const path = join(temporaryFolder(), 'model.json');
    await writeModel(path, content({ convspec_spec: spec }));
    const saved = await readModel(path);
    expect(saved.attributes).toEqual({ convspec_spec: spec });
    expect(bits(await all(matchedWeights(saved, plan)))).toEqual(bits(randomWeights(plan)));
  });

  it('is imported as the same network', async () => {
    const path = join(temporaryFolder(), 'model.json');
    const small = planOf(`
version: 1
name: net
input: { shape: [12, 10, 3] }
classes: 4
blocks:
  - { name: conv1, type: conv, filters: 6, kernel: [3, 2], stride: 2, batchNorm: { momentum: 0.9 }, activation: swish, pool: 2 }
  - { name: left, type: depthwiseConv, kernel: 3, padding: same, bias: false, activation: { type: leakyReLU, slope: 0.3 } }
  - { name: sum, type: add, from: [left, conv1] }
  - { type: globalMaxPool }
  - { type: dense, units: classes, activation: softmax }`);
    await writeModel(path, { plan: small, weights: oneByOne(randomWeights(small)) });
    const result = importNetwork((await readModel(path)).config ?? {});
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    expect(networkOf(result.plan)).toEqual(networkOf(small));
  });

  it('replaces only its own former weights', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'weights-of-mine.bin'), '');
    for (let i = 0; i < 2; i++) await writeModel(join(folder, 'model.json'), content());
    expect(readdirSync(folder)).toEqual([
      'model.json',
      expect.stringMatching(/^weights-[0-9a-f]{12}\.bin$/),
      'weights-of-mine.bin',
    ]);
  });

  it.each([
    ['{ type: activation, function: hardSigmoid }', 'its hardSigmoid is a different function'],
    ['{ type: activation, function: { type: elu, alpha: 2 } }', 'its elu supports only alpha: 1'],
    ['{ type: upsampling, interpolation: bilinear }', 'its bilinear upsampling uses different pixel centers'],
    ['{ type: depthwiseConv, kernel: 3, dilation: 2 }', 'its depthwiseConv2d has no dilation'],
    [
      '{ type: separableConv, filters: 2, kernel: 2, dilation: 2, stride: 2 }',
      'it does not support stride together with dilation',
    ],
  ])('rejects %s, which stock tfjs computes differently', async (block, reason) => {
    const other = planOf(`
version: 1
name: net
input: { shape: [12, 10, 3] }
classes: 2
blocks: [${block}, { type: flatten }, { type: dense, units: classes, activation: softmax }]`);
    const folder = temporaryFolder();
    const writing = writeModel(join(folder, 'model.json'), {
      plan: other,
      weights: oneByOne(randomWeights(other)),
    });
    await expect(writing).rejects.toThrow(reason);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('rejects malformed models with name and reason', () => {
  const weight = { name: 'a/kernel', shape: [2, 3], dtype: 'float32' };
  const model = (group: object, more: object = {}) => ({
    modelTopology: { model_config: { class_name: 'Model', config: {} } },
    weightsManifest: [{ paths: ['w.bin'], weights: [weight], ...group }],
    ...more,
  });
  it.each([
    ['no JSON', '{', 'it is not a JSON object'],
    ['a graph model', model({}, { format: 'graph-model' }), 'it contains no layers model'],
    ['no network', model({}, { modelTopology: {} }), 'its "modelTopology" has no "class_name" and "config"'],
    [
      'no manifest',
      model({}, { weightsManifest: {} }),
      'its "weightsManifest" is not as expected: expected array, received object',
    ],
    [
      'a weight without a name',
      model({}, { weightsManifest: [{ paths: ['a.bin'], weights: [{ shape: [1], dtype: 'float32' }] }] }),
      'its "weightsManifest.0.weights.0.name" is not as expected: expected string, but it is missing',
    ],
    ['a path that leads out', model({ paths: ['../w.bin'] }), 'expected a file name'],
    ['a folder for a file', model({ paths: ['..'] }), 'expected a file name'],
    ['a missing file', model({ paths: ['x.bin'] }), 'no such file or folder'],
    ['a wrong shape', model({ weights: [{ ...weight, shape: [1e9, 1e9] }] }), 'but w.bin has 24'],
    [
      'a negative shape',
      model({ weights: [{ ...weight, shape: [-2, -3] }] }),
      'weightsManifest.0.weights.0.shape.0',
    ],
    [
      'another type',
      model({ weights: [{ ...weight, dtype: 'int32' }] }),
      'weightsManifest.0.weights.0.dtype',
    ],
    ['quantized weights', model({ weights: [{ ...weight, quantization: {} }] }), 'weights.0.quantization'],
  ])('%s', async (_, json, reason) => {
    const folder = temporaryFolder();
    const path = join(folder, 'model.json');
    writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
    writeFileSync(join(folder, 'w.bin'), Buffer.alloc(24));
    const error: unknown = await readModel(path).catch((error) => error);
    expect(error).toMatchObject({ name: 'FileFormatError', message: expect.stringContaining(reason) });
  });
});
