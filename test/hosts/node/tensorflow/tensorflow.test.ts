import { memory, engine as tfEngine } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { tensorflowBackend } from '../../../../src/hosts/node/tensorflow/tensorflow';
import { testBackend } from '../../../run/backends/conformance';
import { planFromReference } from '../../../support/plan-from-reference';
import { decode, readReferenceNet } from '../../../support/reference-numerics';

/** A project created by scripts/tensorflow/test-project.mjs. */
const project = process.env.CONVSPEC_TFJS_NODE || undefined;

/** If CI has a Python with TensorFlow to build against, the project must not be missing. */
const isRequired = process.env.CONVSPEC_REQUIRE_BACKENDS === '1' && Boolean(process.env.CONVSPEC_PYTHON);

const missing = 'CONVSPEC_TFJS_NODE names no project with a built tfjs-node';

if (project !== undefined) {
  const tensorflow = tensorflowBackend([project]);
  await testBackend(tensorflow, { required: true });

  test('tensorflow has no more tensors after 200 steps, including native ones', async () => {
    const net = readReferenceNet('a-overlapping-pool');
    const batch = { size: 6, x: decode(net.batch.x), y: decode(net.batch.y) };
    const engine = await tensorflow.createEngine(await tensorflow.compile(planFromReference(net)));
    const { binding } = tfEngine().findBackend('tensorflow') as unknown as {
      readonly binding: { getNumOfTensors(): number };
    };
    const counts: (readonly [number, number])[] = [];
    for (let step = 0; step < 200; step++) {
      await engine.trainBatch(batch, { step });
      await engine.predictBatch(batch.x, batch.size);
      await engine.readMetrics();
      if (step % 199 === 0) counts.push([memory().numTensors, binding.getNumOfTensors()]);
    }
    engine.dispose();
    expect(counts[1]).toEqual(counts[0]);
  });
} else if (isRequired) {
  test('backend tensorflow', () => expect.fail(missing));
} else {
  test.skip(`backend tensorflow (skipped: ${missing})`, () => {});
}
