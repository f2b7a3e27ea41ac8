import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { classesAttribute, specAttribute } from '../../../src/compile/model-content';
import { exportOnnx, loadClassifier } from '../../../src/hosts/node/library';
import { oneByOne, randomWeights } from '../../compile/keras/weights';
import { planOfText } from '../../support/check-file';
import { decodeOnnx } from '../../support/decode-onnx';
import { runPython } from '../../support/keras-python';
import { writeModel } from '../../support/node-formats';
import { type Noise, noise, noisePng } from '../../support/noise';
import { expectSoundOnnx } from '../../support/sound-onnx';
import { temporaryFolder } from '../../support/temporary-folder';
import { testWithPackage } from './onnx-python';

const classes = ['a', 'b', 'c'];

/** A model file of a network with random weights, and the same network in ONNX. */
async function exported(input: string) {
  const yaml = `version: 1
name: exported
input: ${input}
classes: [${classes.join(', ')}]
blocks:
  - { name: conv1, type: conv, filters: 6, kernel: 3, activation: relu, pool: 2 }
  - { name: flatten, type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam, learningRate: 0.01 }, loss: categoricalCrossentropy, epochs: 1, batchSize: 1 }
`;
  const plan = planOfText(yaml);
  // Small enough that the softmax doesn't saturate.
  const weights = randomWeights(plan).map((weight) => ({
    ...weight,
    values: weight.values.map((v) => (v - 0.5) / 4),
  }));
  const model = join(temporaryFolder(), 'model.keras');
  const attributes = { [specAttribute]: yaml, [classesAttribute]: JSON.stringify(classes) };
  await writeModel(model, { plan, weights: oneByOne(weights), attributes });
  const { bytes } = await exportOnnx({ yaml }, { weights: model });
  return { plan, model, bytes };
}

/** The scores that `convspec predict` prints, in the order of the classes. */
async function predictedBy(
  model: string,
  files: readonly Uint8Array[],
): Promise<readonly (readonly number[])[]> {
  const classifier = await loadClassifier(model, { backend: 'cpu' });
  const all: number[][] = [];
  for (const file of files) {
    const scores = new Map((await classifier.classify(file)).map((p) => [p.class, p.probability]));
    all.push(classes.map((name) => scores.get(name) ?? Number.NaN));
  }
  classifier.dispose();
  return all;
}

function expectClose(received: readonly number[], expected: readonly number[], name: string): void {
  expect(received, name).toHaveLength(expected.length);
  const differences = received.map((score, i) => Math.abs(score - (expected[i] ?? Number.NaN)));
  expect(Math.max(...differences), name).toBeLessThan(1e-5);
}

const pictures: readonly Noise[] = [
  noise(16, 16, 3),
  noise(5, 7, 1),
  noise(101, 67, 3),
  noise(40, 90, 4),
  noise(33, 12, 2),
];

/** All three kinds of resizing, colors, and scalings as the examples and Keras's applications use them. */
const inputs = [
  '{ shape: [16, 16, 3], rescale: 1/255 }',
  '{ shape: [16, 12, 3], resize: cover, rescale: 1/127.5, mean: [1, 1, 1] }',
  '{ shape: [12, 16, 3], resize: contain, rescale: 1/255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }',
  '{ shape: [16, 16, 1], rescale: 1/255 }',
  '{ shape: [16, 16, 1], color: grayscale, resize: contain, mean: [127.5], std: [64] }',
];

describe('an exported network', () => {
  it.each(inputs)('gives the scores of predict with %s', async (input) => {
    const { plan, model, bytes } = await exported(input);
    expectSoundOnnx(bytes, plan);
    const expected = await predictedBy(model, await Promise.all(pictures.map(noisePng)));
    const session = await runtime.InferenceSession.create(bytes);
    for (const [i, { pixels, dims }] of pictures.entries()) {
      const images = new runtime.Tensor('uint8', pixels, [1, ...dims]);
      const { scores } = await session.run({ images });
      expectClose(Array.from(scores?.data as Float32Array), expected[i] ?? [], dims.join(' × '));
    }
    await session.release();
    // Networks that answer the same for all images would prove nothing.
    const firsts = expected.map(([first = 0]) => first);
    expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(1e-3);
  });

  it('describes its input', async () => {
    const { bytes } = await exported('{ shape: [16, 16, 1], rescale: 1/255 }');
    const { inputs, outputs, metadata } = decodeOnnx(bytes);
    expect(inputs).toEqual([{ name: 'images', type: 2, dims: ['batch', 'height', 'width', 'channels'] }]);
    expect(outputs).toEqual([{ name: 'scores', type: 1, dims: ['batch', 3] }]);
    expect(metadata).toMatchObject({
      convspec_classes: '["a","b","c"]',
      convspec_input:
        'images: uint8 [batch, height, width, channels], any height and width; channels: 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA). The graph contains the steps of convspec_preprocessing',
    });
  });
});

const program = `
import json, sys
import numpy as np
import onnxruntime
from PIL import Image
models, files = json.loads(sys.argv[1])
images = [np.asarray(Image.open(file))[None] for file in files]
images = [image if image.ndim == 4 else image[..., None] for image in images]
sessions = [onnxruntime.InferenceSession(model) for model in models]
print(json.dumps([[session.run(None, {"images": image})[0][0].tolist() for image in images] for session in sessions]))
`;

testWithPackage('onnxruntime')('gives the scores of predict in Python, with Pillow', async () => {
  const folder = temporaryFolder();
  const save = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const networks = await Promise.all(inputs.map(exported));
  const files = await Promise.all(pictures.map(noisePng));
  const paths = [
    networks.map(({ bytes }, i) => save(`${i}.onnx`, bytes)),
    files.map((file, i) => save(`${i}.png`, file)),
  ];
  const scores = runPython(program, JSON.stringify(paths)) as readonly (readonly (readonly number[])[])[];
  for (const [i, { model, plan }] of networks.entries()) {
    const expected = await predictedBy(model, files);
    for (const [j, { dims }] of pictures.entries())
      expectClose(scores[i]?.[j] ?? [], expected[j] ?? [], `${dims.join(' × ')} ${plan.input.resize}`);
  }
});
