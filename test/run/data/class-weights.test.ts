import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpu } from '../../../src/run/backends/cpu';
import type { Batch } from '../../../src/run/backends/engine';
import { withClassWeights } from '../../../src/run/data/class-weights';
import type { DataSet } from '../../../src/run/data/data-set';
import { planFromReference } from '../../support/plan-from-reference';
import {
  decode,
  distance,
  type NamedReferenceTensor,
  readReferenceNet,
} from '../../support/reference-numerics';
import { allBatches } from './pictures';

/** A data set of one batch. */
function setOf(batch: Batch, classes: readonly string[], classSizes?: readonly number[]): DataSet {
  return {
    classes,
    size: batch.size,
    ...(classSizes ? { classSizes } : {}),
    async *batches() {
      yield batch;
    },
  };
}

const y = Float32Array.from([1, 0, 0, 1, 0.25, 0.75]);
const batch: Batch = { size: 3, x: new Float32Array(3), y };
const weightsOf = async (set: DataSet) => (await allBatches(set, { batchSize: 3, epoch: 0 }))[0]?.weights;

describe('withClassWeights', () => {
  it('gives each image the weight of its class; for soft labels, the mean over its probabilities', async () => {
    const set = withClassWeights(setOf(batch, ['a', 'b']), { b: 3 });
    expect(await weightsOf(set)).toEqual(Float32Array.from([1, 3, 2.5]));
  });

  it('multiplies existing weights', async () => {
    const weighted = setOf({ ...batch, weights: Float32Array.from([2, 0, 4]) }, ['a', 'b']);
    expect(await weightsOf(withClassWeights(weighted, { b: 3 }))).toEqual(Float32Array.from([2, 0, 10]));
  });

  it('makes all classes count equally with balanced', async () => {
    const set = withClassWeights(setOf(batch, ['a', 'b'], [30, 10]), 'balanced');
    expect(await weightsOf(set)).toEqual(Float32Array.from([2 / 3, 2, 5 / 3]));
  });

  it.each([
    ['an unknown class', { cat: 1, dgo: 2 }, 'classWeights: unknown class dgo', 'did you mean "dog"?'],
    ['unknown classes', { x: 1, y: 2 }, 'classWeights: unknown classes x, y', 'the classes are cat, dog'],
    [
      'two weights of a class',
      { 'caf\u00e9': 1, 'cafe\u0301': 2 },
      'classWeights: the class "caf\u00e9" has two weights',
      'remove one of them; their names differ only in their Unicode form (NFC and NFD)',
    ],
    [
      'balanced with unknown sizes',
      'balanced' as const,
      'classWeights: balanced requires the number of images in each class',
      'give the weights by class name, or classSizes with the data',
    ],
  ])('rejects %s', (_, spec, message, hint) => {
    const open = () => withClassWeights(setOf(batch, ['cat', 'dog']), spec as never);
    expect(open).toThrow(expect.objectContaining({ message, hint }));
  });
});

it('trains two steps like Keras with class_weight', async () => {
  const reference = JSON.parse(
    readFileSync(new URL('../../reference/class-weights.json', import.meta.url), 'utf8'),
  ) as {
    readonly classWeight: readonly number[];
    readonly losses: readonly number[];
    readonly accuracies: readonly number[];
    readonly final_weights: readonly NamedReferenceTensor[];
  };
  const net = readReferenceNet('b-bn-before-relu');
  const plan = planFromReference(net);
  const engine = await cpu.createEngine(await cpu.compile(plan));
  const pathOf = ({ layer, weight }: NamedReferenceTensor) =>
    engine.weights.findIndex(({ path }) => path === `${layer}/${weight}`);
  for (const weight of net.initial_weights) await engine.writeWeight(pathOf(weight), decode(weight));

  const classes = ['0', '1', '2', '3'];
  const plain = { size: 6, x: decode(net.batch.x), y: decode(net.batch.y) };
  const weights = Object.fromEntries(reference.classWeight.map((weight, i) => [i, weight]));
  const set = withClassWeights(setOf(plain, classes), weights);
  for (const step of [0, 1]) {
    for await (const weighted of set.batches({ batchSize: 6, epoch: step })) {
      await engine.trainBatch(weighted, { step });
    }
    const { loss, accuracy } = await engine.takeMetrics();
    expect((loss?.sum ?? 0) / 6).toBeCloseTo(reference.losses[step] ?? 0, 5);
    expect((accuracy?.sum ?? 0) / 6).toBeCloseTo(reference.accuracies[step] ?? 0, 5);
  }
  for (const weight of reference.final_weights) {
    expect(distance(await engine.readWeight(pathOf(weight)), decode(weight)), weight.layer).toBeLessThan(
      1e-4,
    );
  }
  engine.dispose();
});
