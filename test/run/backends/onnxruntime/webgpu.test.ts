import { describe, expect, it } from 'vitest';
import { onnxruntime } from '../../../../src/hosts/node/onnxruntime/onnxruntime';

import { planFromReference } from '../../../support/plan-from-reference';
import { decode, distance, readReferenceNet } from '../../../support/reference-numerics';
import { useSoftwareGpu } from '../../../support/software-gpu';

useSoftwareGpu();

const webgpu = onnxruntime.onDevice?.('webgpu');
if (!webgpu) throw new Error('onnxruntime has no devices');
const probe = await webgpu.probe();
const here = probe.available || process.env.CONVSPEC_REQUIRE_BACKENDS === '1';

/** Networks take seconds on a GPU emulated in software: two that ONNX Runtime 1.30 computes correctly, one that it does not. */
const right = ['a-overlapping-pool', 'd-residual'] as const;
const wrong = ['f-dilated'] as const;

describe.skipIf(!here)(`onnxruntime:webgpu${probe.available ? '' : `: ${probe.reason}`}`, () => {
  it('is available', () =>
    expect(probe).toMatchObject({ available: true, device: expect.stringMatching(/^WebGPU, /) }));

  it.each(right)('trains %s as Keras does', async (name) => {
    const net = readReferenceNet(name);
    const plan = planFromReference(net, {
      optimizer: { type: 'sgd', learningRate: 1, momentum: 0, nesterov: false },
    });
    expect(await webgpu.supports(plan)).toEqual({ supported: true });
    const engine = await webgpu.createEngine(await webgpu.compile(plan));
    const indexOf = ({ layer, weight }: { layer: string; weight: string }) =>
      engine.weights.findIndex(({ path }) => path === `${layer}/${weight}`);
    for (const weight of net.initial_weights) await engine.writeWeight(indexOf(weight), decode(weight));
    const batch = { size: 6, x: decode(net.batch.x), y: decode(net.batch.y) };
    expect(distance(await engine.predictBatch(batch.x, 6), decode(net.inference.output))).toBeLessThan(1e-4);
    await engine.trainBatch(batch, { step: 0 });
    for (const gradient of net.training_step.gradients) {
      const initial = net.initial_weights.find(
        ({ layer, weight }) => layer === gradient.layer && weight === gradient.weight,
      );
      const before = initial ? decode(initial) : new Float32Array();
      const after = await engine.readWeight(indexOf(gradient));
      expect(
        distance(
          before.map((value, i) => value - (after[i] ?? Number.NaN)),
          decode(gradient),
        ),
      ).toBeLessThan(1e-4);
    }
    engine.dispose();
  });

  it.each(wrong)('rejects %s, whose numbers would be wrong', async (name) => {
    const support = await webgpu.supports(planFromReference(readReferenceNet(name)));
    expect(support).toEqual({
      supported: false,
      reason: expect.stringContaining('wrong values for the scores: a bug in ONNX Runtime'),
    });
  });
});
