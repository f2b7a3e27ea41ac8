import '@tensorflow/tfjs-backend-cpu';
import {
  getBackend,
  getKernelsForBackend,
  profile,
  registerBackend,
  setBackend,
  engine as tfEngine,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '../../src/backend/cpu';
import { stepKernels, tfjsBackend } from '../../src/backend/tfjs-backend';
import { readyBackend, withBackend } from '../../src/backend/with-backend';
import type { ComputingKind, TfjsFacet } from '../../src/layers/tfjs-facet';
import { tfjsFacets } from '../../src/layers/tfjs-facets';
import type { ModelPlan, PlannedLayer } from '../../src/plan/model-plan';
import { differentiate, facetOf, layerCases, plannedOf } from '../support/layer-cases';
import { planFromReference } from '../support/plan-from-reference';
import { decode, readReferenceNet, referenceNets } from '../support/reference-numerics';

const nets = referenceNets.map(readReferenceNet);

beforeAll(async () => {
  await setBackend('cpu');
});

const declared = (plan: ModelPlan): Set<string> => {
  const kernels = plan.layers.flatMap((planned) => {
    if (planned.kind === 'input') return [];
    const layer = planned as PlannedLayer<ComputingKind>;
    return (tfjsFacets[layer.kind] as TfjsFacet<ComputingKind>).kernels(layer);
  });
  return new Set([...stepKernels, ...kernels]);
};

/** The kernels that one training step and one prediction run. */
async function used(net: (typeof nets)[number], plan: ModelPlan): Promise<string[]> {
  const engine = await cpu.createEngine(await cpu.compile(plan));
  const x = decode(net.batch.x);
  let predicted: Promise<unknown> | undefined;
  const { kernelNames } = await profile(() => {
    void engine.trainBatch({ size: 6, x, y: decode(net.batch.y) }, { step: 0 });
    predicted = engine.predictBatch(x, 6);
  });
  await predicted;
  return realKernels(kernelNames);
}

/** The profile also lists operations with a gradient of their own, which are no kernels. */
function realKernels(names: readonly string[]): string[] {
  const kernels = new Set(getKernelsForBackend('cpu').map(({ kernelName }) => kernelName));
  return names.filter((name) => kernels.has(name));
}

describe('supports', () => {
  it.each(nets)('knows every kernel that $name runs', async (net) => {
    const plan = planFromReference(net, { metrics: ['accuracy', 'topKAccuracy'] });
    const known = declared(plan);
    expect((await used(net, plan)).filter((kernel) => !known.has(kernel))).toEqual([]);
  });

  it.each(layerCases)('knows every kernel that %s runs', async (_, layer) => {
    const { kernelNames } = await profile(() => void differentiate(layer));
    const known = [...facetOf(layer).kernels(plannedOf(layer)), 'Identity', 'Add'];
    expect(realKernels(kernelNames).filter((kernel) => !known.includes(kernel))).toEqual([]);
  });

  it('names the layer and what is missing', async () => {
    registerBackend('bare', () => tfEngine().findBackend('cpu'));
    const bare = tfjsBackend({
      name: 'bare',
      accelerator: 'cpu',
      load: async () => {},
      describe: () => 'nothing',
      remedy: 'none',
    });
    const [net] = nets;
    expect(net && (await bare.supports(planFromReference(net)))).toEqual({
      supported: false,
      reason:
        'layer "conv": it lacks the kernels Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput, Add, Sum, Reshape (and 6 more layers)',
    });
  });
});

describe('training', () => {
  it('leaves out the gradient by the images', async () => {
    const [net] = nets;
    if (!net) return expect.fail('no network');
    expect(await used(net, planFromReference(net))).not.toContain('Conv2DBackpropInput');
  });
});

describe('probe', () => {
  it('says why a backend is not available and what to do', async () => {
    const broken = tfjsBackend({
      name: 'broken',
      accelerator: 'gpu',
      load: () => Promise.reject(new Error('Cannot find package')),
      describe: () => 'nothing',
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

  it('makes a backend current for the time of the work', () => {
    expect(withBackend('other', () => getBackend())).toBe('other');
    expect(getBackend()).toBe('cpu');
  });

  it('puts the former one back after an error', () => {
    const fail = () => {
      throw new Error('no');
    };
    expect(() => withBackend('other', fail)).toThrow('no');
    expect(getBackend()).toBe('cpu');
  });

  it('refuses a backend that is not ready', async () => {
    expect(() => withBackend('missing', () => 1)).toThrow('tfjs backend "missing" is not ready');
    await expect(readyBackend('missing')).rejects.toThrow('tfjs has no backend "missing"');
  });
});
