import '@tensorflow/tfjs-backend-cpu';
import { getBackend, registerBackend, setBackend, engine as tfEngine } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { tfjsFacetOf } from '../../../src/layers/tfjs/tfjs-facets';
import { cpu } from '../../../src/run/backends/cpu';
import type { Batch } from '../../../src/run/backends/engine';
import { kernelNeeds, stepKernels } from '../../../src/run/backends/kernel-needs';
import { tfjsBackend } from '../../../src/run/backends/tfjs-backend';
import { readyBackend, withBackend } from '../../../src/run/backends/with-backend';
import { checkText } from '../../support/check-file';
import { kernelsRun } from '../../support/kernels-run';
import { differentiate, layerCases, plannedOf } from '../../support/layer-cases';
import { planFromReference } from '../../support/plan-from-reference';
import { decode, type ReferenceNet, readReferenceNet, referenceNets } from '../../support/reference-numerics';

const nets = referenceNets.map(readReferenceNet);

beforeAll(async () => {
  await setBackend('cpu');
});

const declared = (plan: ModelPlan) => sorted(kernelNeeds(plan).flatMap(({ kernels }) => kernels));
const sorted = (kernels: readonly string[]) => [...new Set(kernels)].sort();

/** The kernels that one training step and one prediction run. */
async function used(plan: ModelPlan, batch: Batch): Promise<string[]> {
  const engine = await cpu.createEngine(await cpu.compile(plan));
  return kernelsRun(async () => {
    await engine.trainBatch(batch, { step: 0, partSize: Math.ceil(batch.size / plan.training.accumulate) });
    await engine.predictBatch(batch.x, batch.size);
  });
}

const batchOf = ({ batch }: ReferenceNet): Batch => ({ size: 6, x: decode(batch.x), y: decode(batch.y) });

describe('kernelNeeds', () => {
  /** Kernels that only the gradient with respect to the images would run. */
  const idle: Record<string, readonly string[]> = {
    'a-overlapping-pool': ['Conv2DBackpropInput'],
    'e-concat': ['MaxPoolGrad'],
  };

  it.each(nets)('declares exactly the kernels that $name runs', async (net) => {
    const plan = planFromReference(net, { metrics: ['accuracy', 'topKAccuracy'] });
    expect(sorted([...(await used(plan, batchOf(net))), ...(idle[net.name] ?? [])])).toEqual(declared(plan));
  });

  it.each(layerCases)('declares exactly the kernels that %s runs', async (_, layer) => {
    // Every step sums branches and copies gradients.
    const own = (kernels: readonly string[]) =>
      sorted(kernels).filter((kernel) => !['Add', 'Identity'].includes(kernel));
    const run = await kernelsRun(() => void differentiate(layer));
    const planned = plannedOf(layer);
    expect(own(tfjsFacetOf(planned).kernels(planned))).toEqual(own(run));
  });

  it.each([
    ['{ type: sgd, momentum: 0.9 }', 'categoricalCrossentropy', 'softmax', ''],
    ['adam', 'binaryCrossentropy', 'sigmoid', ', kernelRegularizer: { l1: 0.1 }'],
    ['rmsprop', 'meanSquaredError', 'linear', ', kernelConstraint: { type: maxNorm, maxValue: 1 }'],
  ])(
    'declares what a step of %s and %s runs, and nothing else',
    async (optimizer, loss, activation, weight) => {
      const { plan } = checkText(`
version: 1
name: net
input: { shape: [2, 2, 1] }
classes: 2
blocks:
  - { type: flatten }
  - { type: dense, units: 3 }
  - { type: batchNorm, center: false, scale: false }
  - { type: batchNorm }
  - { type: dropout, rate: 0.5 }
  - { type: dense, units: classes, activation: ${activation}${weight} }
training: { optimizer: ${optimizer}, loss: ${loss}, metrics: [topKAccuracy], accumulate: 2 }
`);
      if (!plan) return expect.fail('no plan');
      const batch = {
        size: 2,
        x: Float32Array.from({ length: 8 }, (_, i) => i / 8),
        y: new Float32Array([1, 0, 0, 1]),
        weights: new Float32Array([1, 2]),
      };
      expect(await used(plan, batch)).toEqual(declared(plan));
    },
  );
});

describe('supports', () => {
  it('names the first part and its missing kernels, and lists every part', async () => {
    registerBackend('bare', () => tfEngine().findBackend('cpu'));
    const bare = tfjsBackend({
      name: 'bare',
      accelerator: 'cpu',
      load: async () => {},
      describe: () => ({ device: 'nothing' }),
      remedy: 'none',
    });
    const [net] = nets;
    const support = net && (await bare.supports(planFromReference(net)));
    if (!support || support.supported) return expect.fail('supported');
    expect(support.reason).toBe(
      'it lacks the kernels Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, Add, Sum, Reshape for conv2d of layer "conv" (and kernels of 10 more parts)',
    );
    expect(support.missing?.map(({ part, layer, training }) => [part, layer ?? training])).toEqual([
      ['conv2d', 'conv'],
      ['activation', 'relu'],
      ['batchNorm', 'bn'],
      ['maxPool2d', 'pool'],
      ['flatten', 'flatten'],
      ['dense', 'classifier'],
      ['activation', 'classifier_activation'],
      ['loss categoricalCrossentropy', 'loss'],
      ['optimizer sgd', 'optimizer'],
      ['metric accuracy', 'metrics'],
      ['every training step', undefined],
    ]);
    expect(support.missing?.at(-1)?.kernels).toEqual(stepKernels);
  });
});

describe('training', () => {
  it('skips the gradient with respect to the images', async () => {
    const [net] = nets;
    if (!net) return expect.fail('no network');
    expect(await used(planFromReference(net), batchOf(net))).not.toContain('Conv2DBackpropInput');
  });
});

describe('probe', () => {
  it('says why a backend is not available and what to do', async () => {
    const broken = tfjsBackend({
      name: 'broken',
      accelerator: 'gpu',
      load: () => Promise.reject(new Error('Cannot find package')),
      describe: () => ({ device: 'nothing' }),
      remedy: 'npm install it',
    });
    expect(await broken.probe()).toEqual({
      available: false,
      reason: 'Cannot find package',
      remedy: 'npm install it',
    });
  });
});

describe('withBackend', () => {
  beforeAll(async () => {
    registerBackend('other', () => tfEngine().findBackend('cpu'));
    await readyBackend('other');
  });

  it('makes a backend current during the work', () => {
    expect(withBackend('other', () => getBackend())).toBe('other');
    expect(getBackend()).toBe('cpu');
  });

  it('restores the former backend after an error', () => {
    const fail = () => {
      throw new Error('no');
    };
    expect(() => withBackend('other', fail)).toThrow('no');
    expect(getBackend()).toBe('cpu');
  });

  it('rejects a backend that is not ready', async () => {
    expect(() => withBackend('missing', () => 1)).toThrow('tfjs backend "missing" is not ready');
    await expect(readyBackend('missing')).rejects.toThrow('tfjs has no backend "missing"');
  });
});
