import { join } from 'node:path';
import { expect } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import type { TrainingSpec } from '../../../src/language/training';
import { kinds } from '../../../src/layers/kinds';
import { sizeOf } from '../../../src/layers/shapes';

import { cpu } from '../../../src/run/backends/cpu';
import { runPython, testWithKeras } from '../../support/keras-python';
import { distance } from '../../support/reference-numerics';
import { temporaryFolder } from '../../support/temporary-folder';
import { planA, planOfAllKinds } from './plan';
import {
  all as allOf,
  bits,
  floats,
  oneByOne,
  randomWeights,
  referenceModel,
  referenceUrl,
  referenceWeights,
} from './weights';

/** Loads every named model, saves it again next to the original, predicts for inputs of the reference or `wave`, and trains. */
const program = `
import base64, json, sys
import numpy as np
import keras

reference = json.load(open(sys.argv[1]))["input"]
images = np.frombuffer(base64.b64decode(reference["data"]), "float32").reshape([-1] + reference["shape"][1:])
results = []
for path in sys.argv[2:]:
    model = keras.models.load_model(path)
    model.save(path.replace(".h5", "-again.h5"))
    shape = model.input_shape[1:]
    x = images if shape == images.shape[1:] else np.sin(0.37 * np.arange(8 * np.prod(shape))).astype("float32").reshape(8, *shape)
    y = np.eye(model.output_shape[1], dtype="float32")[np.arange(len(x)) % model.output_shape[1]]
    predicted = model.predict(x, verbose=0).ravel().tolist()
    dropped = bool(np.any(model(x, training=True).numpy() != model(x, training=False).numpy()))
    optimizer = model.optimizer.get_config()
    logs = model.fit(x, y, epochs=3, batch_size=4, verbose=0).history
    results.append({"name": model.name, "predicted": predicted, "optimizer": optimizer, "logs": logs,
                    "loss": type(model.loss).__name__, "random": dropped,
                    "names": [w.path for w in model.weights], "classes": [type(l).__name__ for l in model.layers]})
print(json.dumps(results))
`;

import { readKerasH5, writeKerasH5 } from '../../support/node-formats';

interface Result {
  readonly name: string;
  readonly predicted: number[];
  readonly optimizer: Record<string, unknown>;
  readonly logs: Record<string, number[]>;
  readonly loss: string;
  readonly random: boolean;
  readonly names: string[];
  readonly classes: string[];
}

/** The program's eight input images if the reference has none of their shape. */
const wave = (size: number) => Float32Array.from({ length: 8 * size }, (_, i) => Math.sin(0.37 * i));

async function predictOurselves(plan: ModelPlan): Promise<Float32Array> {
  await cpu.probe();
  const engine = await cpu.createEngine(await cpu.compile(plan));
  for (const [i, { values }] of randomWeights(plan).entries()) await engine.writeWeight(i, values);
  return engine.predictBatch(wave(sizeOf(plan.input.shape)), 8);
}

const trainings: Partial<TrainingSpec>[] = [
  {},
  {
    optimizer: { type: 'adam', learningRate: 0.001, beta1: 0.8, beta2: 0.99, epsilon: 1e-6 },
    loss: { type: 'binaryCrossentropy', labelSmoothing: 0.1 },
  },
  {
    optimizer: { type: 'rmsprop', learningRate: 0.002, rho: 0.8, momentum: 0.5, epsilon: 1e-5 },
    loss: { type: 'meanSquaredError' },
    metrics: [],
  },
];

testWithKeras('Keras loads, runs, trains and saves what we write, and we read what it saves', async () => {
  const folder = temporaryFolder();
  const write = async (name: string, plan: ModelPlan, weights = randomWeights(plan)) => {
    const path = join(folder, `${name}.h5`);
    await writeKerasH5(path, { plan, weights: oneByOne(weights), attributes: { convspec_spec: 'name: a' } });
    return path;
  };
  const paths = [await write('all', planOfAllKinds)];
  for (const [i, training] of trainings.entries()) {
    const plan = { ...planA, training: { ...planA.training, ...training } };
    paths.push(await write(`a${i}`, plan, referenceWeights('a-trained')));
  }
  const results = runPython(program, referenceUrl('a-trained.json').pathname, ...paths) as Result[];
  const [all, ...models] = results as [Result, ...Result[]];

  expect(all.name).toBe('all-layers');
  expect(all.random).toBe(true);
  // A plugin's layer has no class in Keras.
  const names = Object.keys(kinds).filter((kind) => kind !== 'custom');
  expect(new Set(all.classes).size).toBe(names.length + 2);
  expect(distance(await predictOurselves(planOfAllKinds), all.predicted)).toBeLessThan(1e-5);

  const again = await readKerasH5(join(folder, 'all-again.h5'));
  expect(bits(await allOf(again.weights()))).toEqual(bits(randomWeights(planOfAllKinds)));

  const expected = floats(referenceModel('a-trained').expected_output);
  for (const { predicted, names, logs, classes } of models) {
    expect(predicted.length).toBe(expected.length);
    predicted.forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThan(1e-5);
    });
    expect(names).toEqual(referenceWeights('a-trained').map(({ path }) => path));
    expect(classes).toContain('Activation');
    expect(logs.loss).toHaveLength(3);
    expect(logs.loss?.every(Number.isFinite)).toBe(true);
  }
  expect(models.map(({ loss, logs }) => [loss, Object.keys(logs).sort()])).toEqual([
    ['CategoricalCrossentropy', ['accuracy', 'loss', 'top_k_categorical_accuracy']],
    ['BinaryCrossentropy', ['accuracy', 'loss', 'top_k_categorical_accuracy']],
    ['MeanSquaredError', ['loss']],
  ]);
  expect(models.map(({ optimizer }) => optimizer)).toMatchObject([
    { name: 'sgd', learning_rate: Math.fround(0.05), momentum: 0.9, nesterov: false },
    { name: 'adam', learning_rate: Math.fround(0.001), beta_1: 0.8, beta_2: 0.99, epsilon: 1e-6 },
    { name: 'rmsprop', learning_rate: Math.fround(0.002), rho: 0.8, momentum: 0.5, epsilon: 1e-5 },
  ]);
});
