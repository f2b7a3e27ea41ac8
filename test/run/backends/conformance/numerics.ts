import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../../src/check/model-plan';
import type { Backend } from '../../../../src/run/backends/backend';
import type { Batch, Engine } from '../../../../src/run/backends/engine';
import { layerCases, plannedOf } from '../../../support/layer-cases';
import { optimizerFromReference, planFromReference } from '../../../support/plan-from-reference';
import {
  decode,
  distance,
  type NamedReferenceTensor,
  optimizerCases,
  type ReferenceNet,
  readReferenceNet,
  referenceNets,
} from '../../../support/reference-numerics';
import type { Differentiate } from '../conformance';

/** `max|a − b| ≤ 1e-4 · max(1, max|reference|)`. */
const tolerance = 1e-4;

const nets = referenceNets.map(readReferenceNet);

/**
 * Compares every reference network and every kind of layer, forward and backward, with Keras. A slow backend tests the
 * optimizers only on the first network.
 */
export function testNumerics(
  backend: Backend,
  { slow, differentiate }: { readonly slow: boolean; readonly differentiate: Differentiate },
): void {
  const start = async (plan: ModelPlan, net: ReferenceNet): Promise<Engine> => {
    const engine = await backend.createEngine(await backend.compile(plan));
    for (const weight of net.initial_weights)
      await engine.writeWeight(indexOf(engine, weight), decode(weight));
    return engine;
  };

  describe.each(nets)('$name, compared with Keras', (net) => {
    const batch: Batch = { size: 6, x: decode(net.batch.x), y: decode(net.batch.y) };

    it('supports the plan and predicts', async () => {
      const plan = planFromReference(net);
      expect(await backend.supports(plan)).toEqual({ supported: true });
      const engine = await start(plan, net);
      const output = await engine.predictBatch(batch.x, batch.size);
      expect(distance(output, decode(net.inference.output))).toBeLessThan(tolerance);
      await engine.evaluateBatch(batch);
      const { loss, accuracy } = await engine.takeMetrics();
      expect(distance([(loss?.sum ?? 0) / 6], [net.inference.loss])).toBeLessThan(tolerance);
      expect(accuracy).toEqual({ sum: hits(decode(net.inference.output), batch), count: 6 });
    });

    it('has the gradients, the loss and the moving statistics of a training pass', async () => {
      const optimizer = { type: 'sgd', learningRate: 1, momentum: 0, nesterov: false } as const;
      const engine = await start(planFromReference(net, { optimizer }), net);
      await engine.trainBatch(batch, { step: 0 });
      const { loss, accuracy } = await engine.takeMetrics();
      expect(distance([(loss?.sum ?? 0) / 6], [net.training_step.loss])).toBeLessThan(tolerance);
      expect(accuracy?.sum).toBe(hits(decode(net.training_step.output), batch));
      const initial = new Map(net.initial_weights.map((weight) => [pathOf(weight), decode(weight)]));
      for (const gradient of net.training_step.gradients) {
        const before = initial.get(pathOf(gradient)) ?? new Float32Array();
        const after = await engine.readWeight(indexOf(engine, gradient));
        const actual = before.map((value, i) => value - (after[i] ?? Number.NaN));
        expect(distance(actual, decode(gradient)), pathOf(gradient)).toBeLessThan(tolerance);
      }
      await expectWeights(engine, net.training_step.moving_statistics_after);
    });

    it.each(slow && net !== nets[0] ? [] : optimizerCases)(
      'ends where Keras ends after five steps of %s',
      async (name) => {
        const run = net.optimizers[name];
        const engine = await start(
          planFromReference(net, { optimizer: optimizerFromReference(net, name) }),
          net,
        );
        for (let step = 0; step < run.steps; step++) {
          await engine.trainBatch(batch, { step });
          const { loss } = await engine.takeMetrics();
          expect(distance([(loss?.sum ?? 0) / 6], [run.losses[step] ?? Number.NaN])).toBeLessThan(tolerance);
        }
        await expectWeights(engine, run.final_weights);
        const output = await engine.predictBatch(batch.x, batch.size);
        expect(distance(output, decode(run.final_inference_output))).toBeLessThan(tolerance);
      },
    );
  });

  it.each(layerCases)('runs %s forward and backward as Keras does', async (_, layer) => {
    const planned = plannedOf(layer);
    const own = await differentiate(layer);
    expect(own.shape).toEqual(layer.output.shape);
    expect([planned.outputShape, planned.weights.map(({ name, shape }) => ({ name, shape }))]).toEqual([
      layer.output.shape.slice(1),
      layer.weights.map(({ name, shape }) => ({ name, shape })),
    ]);
    expect(distance(own.output, decode(layer.output)), 'output').toBeLessThan(tolerance);
    for (const key of ['inputGradients', 'weightGradients'] as const) {
      for (const [i, gradient] of layer[key].entries()) {
        expect(distance(own[key][i] ?? [], decode(gradient)), `${key} ${i}`).toBeLessThan(tolerance);
      }
    }
  });
}

async function expectWeights(engine: Engine, references: readonly NamedReferenceTensor[]): Promise<void> {
  for (const reference of references) {
    const actual = await engine.readWeight(indexOf(engine, reference));
    expect(distance(actual, decode(reference)), pathOf(reference)).toBeLessThan(tolerance);
  }
}

function pathOf({ layer, weight }: NamedReferenceTensor): string {
  return `${layer}/${weight}`;
}

function indexOf(engine: Engine, weight: NamedReferenceTensor): number {
  return engine.weights.findIndex(({ path }) => path === pathOf(weight));
}

/** Number of rows of scores whose maximum is at the class of the one-hot row. */
function hits(scores: Float32Array, { y, size }: Batch): number {
  const classes = y.length / size;
  const top = (values: Float32Array, row: number) => {
    const own = values.slice(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own));
  };
  return Array.from({ length: size }, (_, row) => row).filter((row) => top(scores, row) === top(y, row))
    .length;
}
