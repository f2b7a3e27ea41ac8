import { join } from 'node:path';
import * as runtime from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importFile } from '../../../src/cli/import-file';
import { encodeTrained } from '../../../src/compile/onnx/encode-trained';
import { onnxWeights } from '../../../src/compile/onnx/weights';
import { decodePixels } from '../../../src/hosts/node/images';
import { exportOnnx, loadClassifier, validateSpec } from '../../../src/hosts/node/library';
import { defineLayer } from '../../../src/layers/custom/definition';
import { normalized } from '../../../src/run/data/pixels';
import { planOfAllKinds } from '../../compile/keras/plan';
import { floats, oneByOne, randomWeights, referenceModel } from '../../compile/keras/weights';
import { planOfText } from '../../support/check-file';
import { decodeOnnx } from '../../support/decode-onnx';
import { writeModel } from '../../support/node-formats';
import { savedWeights } from '../../support/saved-weights';
import { expectSoundOnnx } from '../../support/sound-onnx';
import { folderOf, picture, tinySpec } from '../../support/tiny-project';
import { tinyRun } from '../../support/tiny-run';

const trained = tinyRun();
/** Without preprocessing. */
const bare = { preprocessing: false };
const tiny = { yaml: tinySpec, name: 'tiny.yaml' };

async function scoresOf(bytes: Uint8Array, images: Float32Array, dims: readonly number[]) {
  const session = await runtime.InferenceSession.create(bytes);
  const { scores } = await session.run({ images: new runtime.Tensor('float32', images, dims) });
  await session.release();
  return scores?.data as Float32Array;
}

describe('a trained network in ONNX, without preprocessing', () => {
  it('classifies like convspec', async () => {
    const { bytes, plan, classes } = await exportOnnx(tiny, { weights: trained.run, ...bare });
    expectSoundOnnx(bytes, plan);
    expect(classes).toEqual(['dark', 'light']);
    const classifier = await loadClassifier(trained.run, { backend: 'cpu' });
    for (const red of [20, 130, 230]) {
      const file = await picture(red);
      const pixels = await decodePixels(file, plan.input);
      const scores = await scoresOf(bytes, normalized(pixels, plan.input), [1, 8, 8, 3]);
      for (const { class: name, probability } of await classifier.classify(file))
        expect(scores[classes?.indexOf(name) ?? -1]).toBeCloseTo(probability, 5);
    }
    classifier.dispose();
  });

  it('accepts batches of any size, with independent images', async () => {
    const { bytes } = await exportOnnx(tiny, { weights: trained.run, ...bare });
    const images = Float32Array.from({ length: 3 * 8 * 8 * 3 }, (_, i) => (i % 7) / 7);
    const together = await scoresOf(bytes, images, [3, 8, 8, 3]);
    const second = await scoresOf(bytes, images.slice(192, 384), [1, 8, 8, 3]);
    expect(together).toHaveLength(6);
    for (const [i, score] of second.entries()) expect(together[2 + i]).toBeCloseTo(score, 6);
  });

  it('contains its name, spec, classes and preprocessing', async () => {
    const { bytes, plan } = await exportOnnx(tiny, { weights: trained.run, ...bare });
    const { metadata } = decodeOnnx(bytes);
    expect({ ...metadata, convspec_spec: undefined }).toEqual({
      convspec_name: 'tiny',
      convspec_classes: '["dark","light"]',
      convspec_input:
        'images: float32 [batch, 8, 8, 3]. The steps of convspec_preprocessing are not part of the graph',
      convspec_preprocessing: JSON.stringify({
        shape: [8, 8, 3],
        color: 'rgb',
        resize: 'fill',
        rescale: 1 / 255,
        mean: [0, 0, 0],
        std: [1, 1, 1],
      }),
    });
    const again = await validateSpec({ yaml: metadata.convspec_spec ?? '' });
    expect(again.plan).toEqual(plan);
  });

  it('supports every kind of layer', async () => {
    const { bytes } = await encodeTrained(
      planOfAllKinds,
      '',
      savedWeights(randomWeights(planOfAllKinds)),
      bare,
    );
    expectSoundOnnx(bytes, planOfAllKinds);
  });

  it('contains each weight in one part, which training splits', async () => {
    const wide = '  - { name: wide, type: dense, units: 1500, repeat: 2 }\n  - { name: output';
    const plan = planOfText(tinySpec.replace('  - { name: output', wide));
    expect(onnxWeights(plan).some(({ parts }) => parts.length > 1)).toBe(true);
    const { bytes } = await encodeTrained(plan, '', savedWeights(randomWeights(plan)), bare);
    expectSoundOnnx(bytes, plan);
  });
});

describe('weights', () => {
  it.each(['model.h5', 'model.weights.h5', 'model.keras', 'model.json'])('are read from %s', async (name) => {
    const { plan } = await exportOnnx(tiny, { weights: trained.run, ...bare });
    const path = join(folderOf({}), name);
    const weights = randomWeights(plan);
    await writeModel(path, { plan, weights: oneByOne(weights) });
    const { bytes, classes } = await exportOnnx(tiny, { weights: path, ...bare });
    const expected = await encodeTrained(
      plan,
      decodeOnnx(bytes).metadata.convspec_spec ?? '',
      savedWeights(weights),
      bare,
    );
    expect(Buffer.compare(bytes, expected.bytes)).toBe(0);
    expect(classes).toBeNull();
    expect(decodeOnnx(bytes).metadata).not.toHaveProperty('convspec_classes');
  });

  it('come from Keras, by the names that its import gives the layers', async () => {
    const file = 'test/reference/h5/a-trained.keras';
    const { text } = await importFile(file);
    const { bytes } = await exportOnnx({ yaml: text }, { weights: file, ...bare });
    const { input, expected_output: output } = referenceModel('a-trained');
    const scores = await scoresOf(bytes, floats(input), input.shape);
    for (const [i, score] of floats(output).entries()) expect(scores[i]).toBeCloseTo(score, 5);
  });

  it.each([
    [
      'other weights',
      { 'blocks.conv1.filters': 5 },
      'its weight "conv1_conv/kernel" has shape [3, 3, 3, 4], expected [3, 3, 3, 5] as in the spec',
    ],
    [
      'further weights',
      { 'blocks.conv1.batchNorm': false },
      'its weight "conv1_batchNorm/gamma" is not in the spec',
    ],
    [
      'other classes',
      { classes: ['light', 'dark'] },
      'its classes are dark, light, expected light, dark as in the spec',
    ],
  ])('are rejected for a spec with %s', async (_, set, reason) => {
    await expect(exportOnnx(tiny, { weights: trained.run, set })).rejects.toMatchObject({
      name: 'FileFormatError',
      message: `"${join(trained.run, 'model.h5')}": ${reason}`,
      hint: 'use the spec that the weights were trained with, such as the spec.yaml of their run',
    });
  });

  it('are rejected if some are missing', async () => {
    const { plan } = await exportOnnx(tiny, { weights: trained.run, ...bare });
    const weights = randomWeights(plan).filter(({ layer }) => layer !== 'output_dense');
    await expect(encodeTrained(plan, '', savedWeights(weights), bare)).rejects.toMatchObject({
      message: '"memory": these weights are missing: output_dense/kernel, output_dense/bias',
    });
  });
});

describe('classes', () => {
  it('are those of the spec if the weights have none', async () => {
    const { plan } = await exportOnnx(tiny, { weights: trained.run, set: { classes: ['dark', 'light'] } });
    const { classes } = await encodeTrained(plan, '', savedWeights(randomWeights(plan)), bare);
    expect(classes).toEqual(['dark', 'light']);
  });
});

describe('a network that ONNX cannot express', () => {
  const doubled = defineLayer({
    type: 'doubled',
    about: 'Twice its input.',
    schema: z.strictObject({}),
    output: (_options, [input = []]) => input,
    forward: () => expect.fail('nobody runs it'),
    kernels: [],
  });

  it('has layers of plugins, which are reported', async () => {
    const yaml = tinySpec.replace(
      '  - { name: flatten',
      '  - { name: twice, type: doubled }\n  - { name: again, type: doubled }\n  - { name: flatten',
    );
    const plugins = [{ layers: { doubled } }];
    await expect(exportOnnx({ yaml }, { weights: 'nowhere', plugins })).rejects.toMatchObject({
      message:
        'ONNX export does not support layers of plugins: the doubled of block "twice", the doubled of block "again"',
      hint: 'replace them with built-in kinds of block, or save the model as .keras or .h5, which support such layers',
    });
  });

  it('is larger than the limit of protobuf', async () => {
    const yaml = tinySpec.replace(
      '  - { name: output',
      '  - { name: wide, type: dense, units: 30000, repeat: 2 }\n  - { name: output',
    );
    await expect(exportOnnx({ yaml }, { weights: 'nowhere' })).rejects.toMatchObject({
      message: '"tiny" takes 3.6 GB, but an ONNX file can have at most 2.15 GB',
      hint: 'save the model as .keras or .h5, or make the network smaller',
    });
  });
});

it('a spec with errors is rejected with all of them', async () => {
  await expect(exportOnnx(tiny, { weights: 'nowhere', set: { classes: 1 } })).rejects.toMatchObject({
    name: 'SpecError',
    diagnostics: [expect.objectContaining({ code: 'spec/out-of-range' })],
  });
});
