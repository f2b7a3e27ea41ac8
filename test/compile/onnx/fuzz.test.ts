import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { onnxruntime } from '../../../src/hosts/node/onnxruntime/onnxruntime';
import type { Backend } from '../../../src/run/backends/backend';
import { cpu } from '../../../src/run/backends/cpu';
import type { Batch } from '../../../src/run/backends/engine';

import { arbitraryNetwork } from '../../support/arbitrary-network';
import { planOfText } from '../../support/check-file';

/** Raised for a long run: CONVSPEC_ONNX_FUZZ_CASES=2000 npx vitest run test/compile/onnx/fuzz.test.ts */
const cases = Number(process.env.CONVSPEC_ONNX_FUZZ_CASES ?? 100);

const batches = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    accumulate: fc.integer({ min: 1, max: 3 }),
    salt: fc.nat(999),
  }),
  { minLength: 2, maxLength: 3 },
);

function batchOf({ input, classCount }: ModelPlan, { size, salt }: { size: number; salt: number }): Batch {
  const pixels = size * input.shape.reduce((product, steps) => product * steps, 1);
  return {
    size,
    x: Float32Array.from({ length: pixels }, (_, i) => Math.sin(7.3 * i + salt)),
    y: Float32Array.from({ length: size * classCount }, (_, i) =>
      i % classCount === (Math.floor(i / classCount) + salt) % classCount ? 1 : 0,
    ),
    weights: Float32Array.from({ length: size }, (_, i) => 0.5 + ((i + salt) % 3)),
  };
}

type Steps = readonly { readonly size: number; readonly accumulate: number; readonly salt: number }[];

type Results = ReadonlyMap<string, Float32Array>;

/** The results of training on some batches, by name. */
async function trained(backend: Backend, plan: ModelPlan, steps: Steps, nudge = 0): Promise<Results> {
  await backend.probe();
  const compiled = await backend.compile(plan);
  const engine = await backend.createEngine(compiled);
  for (const index of nudge === 0 ? [] : engine.weights.keys()) {
    const values = await engine.readWeight(index);
    await engine.writeWeight(
      index,
      values.map((value, i) => value + nudge * Math.sin(i + index + 1)),
    );
  }
  const results: [name: string, values: Float32Array][] = [];
  for (const [step, { accumulate, ...given }] of steps.entries()) {
    await engine.trainBatch(batchOf(plan, given), { step, partSize: Math.ceil(given.size / accumulate) });
    const metrics = Object.entries(await engine.takeMetrics());
    results.push([
      `metrics of step ${step}`,
      Float32Array.from(metrics, ([, { sum, count }]) => sum / count),
    ]);
  }
  const { weights, slots } = await engine.snapshot();
  for (const [i, { path }] of engine.weights.entries())
    results.push([path, weights[i] ?? new Float32Array()]);
  results.push(...Object.entries(slots));
  const batch = batchOf(plan, { size: 3, salt: 1 });
  await engine.evaluateBatch(batch);
  const evaluated = Object.values(await engine.takeMetrics());
  results.push(['evaluation', Float32Array.from(evaluated, ({ sum }) => sum)]);
  results.push(['scores', await engine.predictBatch(batch.x, batch.size)]);
  engine.dispose();
  compiled.model.dispose();
  return new Map(results);
}

/** Relative to the largest value, or to 0.1 if all are smaller. */
function apart(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let [most, scale] = [0, 0.1];
  for (const [i, own] of a.entries()) {
    const other = b[i] ?? Number.NaN;
    if (Object.is(own, other)) continue;
    most = Math.max(most, Number.isNaN(own - other) ? Number.POSITIVE_INFINITY : Math.abs(own - other));
    scale = Math.max(scale, Math.abs(other));
  }
  return most / scale;
}

/** The names of values that differ too much. */
function different(own: Results, right: Results): readonly string[] {
  const names = [...own].filter(([name, values]) => !(apart(values, right.get(name) ?? values) < 1e-4));
  return names.map(([name]) => name);
}

it(
  `a random network trains on onnxruntime as it does on cpu (${cases} cases)`,
  async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork, batches, async (spec, steps) => {
        const plan = planOfText(spec);
        const [own, right] = [await trained(onnxruntime, plan, steps), await trained(cpu, plan, steps)];
        expect([...own.keys()].sort()).toEqual([...right.keys()].sort());
        const wrong = different(own, right);
        // At the kink of an activation, rounding decides; so does the smallest change of the weights.
        if (wrong.length > 0 && different(await trained(cpu, plan, steps, 1e-6), right).length === 0)
          expect(wrong).toEqual([]);
      }),
      { seed: 20_261_129, numRuns: cases },
    );
  },
  cases * 500 + 20_000,
);
