import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import { matchedOptimizer, matchedWeights } from '../../../src/compile/match-weights';
import { cpu } from '../../../src/run/backends/cpu';
import type { Engine } from '../../../src/run/backends/engine';

import { checkText } from '../../support/check-file';
import { runPython, testWithKeras } from '../../support/keras-python';
import { optimizerFromReference, planFromReference } from '../../support/plan-from-reference';
import { decode, distance, optimizerCases, readReferenceNet } from '../../support/reference-numerics';
import { temporaryFolder } from '../../support/temporary-folder';
import { randomWeights } from './weights';

/** Predicts with every model; loads `.weights.h5` into the `.keras` next to it; trains three more steps on the batch of a network. */
const program = `
import base64, json, sys
import numpy as np
import keras

def tensor(t):
    return np.frombuffer(base64.b64decode(t["data"]), "float32").reshape(t["shape"])

job = json.load(open(sys.argv[1]))
results = []
for path in job["resumed"]:
    model = keras.models.load_model(path)
    x, y = tensor(job["batch"]["x"]), tensor(job["batch"]["y"])
    for _ in range(3):
        model.train_on_batch(x, y)
    model.save(path)
    results.append({w.path: w.numpy().ravel().tolist() for w in model.weights})
predicted = []
for path in job["branches"]:
    if path.endswith(".weights.h5"):
        model = keras.models.load_model(path.replace(".weights.h5", ".keras"))
        for w in model.weights:
            w.assign(0 * w)
        model.load_weights(path)
    else:
        model = keras.models.load_model(path)
    size = int(np.prod(model.input_shape[1:]))
    x = np.sin(0.37 * np.arange(2 * size)).astype("float32").reshape(2, *model.input_shape[1:])
    predicted.append(model.predict(x, verbose=0).ravel().tolist())
print(json.dumps({"resumed": results, "branches": predicted}))
`;

import { readModel, saveModel } from '../../support/node-formats';

/** Two branches of unequal length whose convolutions have the same shape: Keras stores \`b\` before \`a\`. */
const branches = `
version: 1
name: branches
input: { shape: [8, 8, 3] }
classes: 2
blocks:
  - { name: a, type: conv, from: input, filters: 3, kernel: 3, padding: same }
  - { name: b, type: conv, from: input, filters: 3, kernel: 3, padding: same }
  - { name: c, type: conv, filters: 3, kernel: 3, padding: same, activation: relu }
  - { type: add, from: [a, c] }
  - { type: flatten }
  - { type: dense, units: classes, activation: softmax }
`;

const net = readReferenceNet('a-overlapping-pool');
const batch = { size: net.batch.x.shape[0] ?? 0, x: decode(net.batch.x), y: decode(net.batch.y) };

async function engineOf(
  plan: ModelPlan,
  values: (path: string) => Float32Array | undefined,
): Promise<Engine> {
  await cpu.probe();
  const engine = await cpu.createEngine(await cpu.compile(plan));
  for (const [i, { path }] of engine.weights.entries())
    await engine.writeWeight(i, values(path) ?? new Float32Array());
  return engine;
}

testWithKeras('Keras goes on where we stopped, and we where it stopped, to the same weights', async () => {
  const folder = temporaryFolder();
  const identity = { specText: 'name: a', classes: [] };
  const initial = new Map(net.initial_weights.map((w) => [`${w.layer}/${w.weight}`, decode(w)]));
  const resumed: string[] = [];
  const plans = optimizerCases.map((name) =>
    planFromReference(net, { optimizer: optimizerFromReference(net, name) }),
  );
  for (const [i, plan] of plans.entries()) {
    const engine = await engineOf(plan, (path) => initial.get(path));
    for (let step = 0; step < 2; step++) await engine.trainBatch(batch, { step });
    const path = join(folder, `${i}.keras`);
    await saveModel(path, engine, { plan, ...identity });
    resumed.push(path);
  }
  const { plan: forked } = checkText(branches);
  if (!forked) throw new Error('no plan');
  const random = new Map(randomWeights(forked).map(({ path, values }) => [path, values]));
  const forkedEngine = await engineOf(forked, (path) => random.get(path)?.map((value) => value - 0.5));
  const files = ['branches.keras', 'branches.weights.h5', 'branches.h5'].map((name) => join(folder, name));
  for (const file of files) await saveModel(file, forkedEngine, { plan: forked, ...identity });

  const job = join(folder, 'job.json');
  writeFileSync(job, JSON.stringify({ resumed, branches: files, batch: net.batch }));
  const results = runPython(program, job) as {
    readonly resumed: readonly Readonly<Record<string, number[]>>[];
    readonly branches: readonly number[][];
  };

  const x = Float32Array.from({ length: 2 * 8 * 8 * 3 }, (_, i) => Math.sin(0.37 * i));
  const expected = await forkedEngine.predictBatch(x, 2);
  for (const predicted of results.branches) expect(distance(predicted, expected)).toBeLessThan(1e-5);

  for (const [i, plan] of plans.entries()) {
    const name = optimizerCases[i] ?? 'sgd';
    for (const { layer, weight, ...tensor } of net.optimizers[name].final_weights)
      expect(
        distance(results.resumed[i]?.[`${layer}/${weight}`] ?? [], decode(tensor)),
        `${name} ${layer}/${weight}`,
      ).toBeLessThan(1e-4);
    const saved = await readModel(resumed[i] ?? '');
    const optimizer = await matchedOptimizer(saved, plan);
    expect(optimizer?.iterations).toBe(5);
    const weights = new Map<string, Float32Array>();
    for await (const { path, values } of matchedWeights(saved, plan)) weights.set(path, values);
    const engine = await engineOf(plan, (path) => weights.get(path));
    await engine.restore({ ...(await engine.snapshot()), ...optimizer });
    expect((await engine.snapshot()).slots).toEqual(optimizer?.slots);
  }
});
