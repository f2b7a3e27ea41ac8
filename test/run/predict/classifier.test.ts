import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { classesAttribute, specAttribute } from '../../../src/compile/model-content';
import { decodePixels } from '../../../src/hosts/node/images';
import { buildFromSpec, loadClassifier } from '../../../src/hosts/node/library';
import { normalized } from '../../../src/run/data/pixels';

import { readKerasH5, writeKerasH5 } from '../../support/node-formats';
import { folderOf, picture, tinyProject } from '../../support/tiny-project';
import { tinyRun } from '../../support/tiny-run';

const trained = tinyRun();
const onCpu = { backend: 'cpu' };

describe('loadClassifier', () => {
  it('returns the scores of the trained network, most probable class first', async () => {
    const project = await tinyProject();
    const { train } = await buildFromSpec(join(project, 'spec.yaml'), onCpu);
    const run = await train({ out: join(project, 'run') });
    await run.result;
    const classifier = await loadClassifier(join(project, 'run'), onCpu);
    expect(classifier).toMatchObject({ classes: ['dark', 'light'], backend: { name: 'cpu' } });
    for (const red of [20, 130, 230]) {
      const bytes = await picture(red);
      const { input } = classifier.plan;
      const scores = await run.engine.predictBatch(normalized(await decodePixels(bytes, input), input), 1);
      const expected = ['dark', 'light'].map((name, i) => ({ class: name, probability: scores[i] ?? 0 }));
      expect(await classifier.classify(bytes)).toEqual(
        expected.sort((a, b) => b.probability - a.probability),
      );
    }
  });

  it('accepts a file or a folder, and an image by its path', async () => {
    const classifier = await loadClassifier(join(trained.run, 'best.h5'), onCpu);
    const [first] = await classifier.classify(join(trained.project, 'data/train/light/0.png'));
    expect(first?.class).toBe('light');
  });

  it('frees all its tensors', async () => {
    const before = memory().numTensors;
    const classifier = await loadClassifier(trained.run, onCpu);
    await classifier.classify(await picture(1));
    classifier.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('uses its own spec, wherever the file is', async () => {
    const folder = folderOf({});
    copyFileSync(join(trained.run, 'model.h5'), join(folder, 'moved.h5'));
    const { plan } = await loadClassifier(join(folder, 'moved.h5'), onCpu);
    expect(plan).toMatchObject({ name: 'tiny', input: { shape: [8, 8, 3], rescale: 1 / 255 } });
  });
});

describe('what cannot be loaded', () => {
  const resave = 'use an unmodified model file that convspec saved';

  /** A saved model, written again with other attributes. */
  async function changed(attributes: Record<string, string>): Promise<string> {
    const { attributes: all, weights } = await readKerasH5(join(trained.run, 'model.h5'));
    const { plan } = await loadClassifier(trained.run, onCpu);
    const own = {
      [specAttribute]: all[specAttribute] ?? '',
      [classesAttribute]: all[classesAttribute] ?? '',
    };
    const path = join(folderOf({}), 'changed.h5');
    await writeKerasH5(path, { plan, weights: weights(), attributes: { ...own, ...attributes } });
    return path;
  }

  it.each([
    [
      'a missing file',
      'nix.h5',
      'no model found',
      'give a run folder, or a model file (.keras, .h5, model.json)',
    ],
    [
      'a folder without a model',
      '.',
      'the folder contains no model.h5',
      'give the folder of a finished run, or a model file saved by it (.h5, .keras, model.json)',
    ],
    ['an empty file', 'empty.h5', 'cannot read: it is empty', expect.any(String)],
    ['a file that is not HDF5', 'text.h5', 'cannot read: it is not an HDF5 file', expect.any(String)],
    [
      'a model of Keras',
      'keras.h5',
      'it contains no spec',
      expect.stringMatching(
        /^give its spec with --spec; for a model from Keras, write it with convspec import MODEL -o .*keras.yaml$/,
      ),
    ],
  ])('%s', async (_, name, reason, hint) => {
    const folder = folderOf({
      'empty.h5': '',
      'text.h5': 'no model at all',
      'keras.h5': readFileSync('test/reference/h5/a-trained.h5'),
    });
    const path = join(folder, name);
    await expect(loadClassifier(path, onCpu)).rejects.toMatchObject({
      message: expect.stringContaining(`"${path}": ${reason}`),
      hint,
    });
  });

  it('a truncated file', async () => {
    const whole = readFileSync(join(trained.run, 'model.h5'));
    const path = join(folderOf({ 'half.h5': whole.subarray(0, whole.length / 2) }), 'half.h5');
    await expect(loadClassifier(path, onCpu)).rejects.toMatchObject({
      name: 'FileFormatError',
      path,
      hint: expect.any(String),
    });
  });

  it.each([
    [
      'with an invalid spec',
      { [specAttribute]: 'version: 1\n' },
      'the spec saved in it is invalid: the spec is missing "name"',
    ],
    ['without its classes', { [classesAttribute]: '["dark"]' }, 'it has no valid names for its 2 classes'],
    ['with classes that are no JSON', { [classesAttribute]: '[' }, 'it has no valid names for its 2 classes'],
  ])('one %s', async (_, attributes, reason) => {
    const path = await changed(attributes);
    await expect(loadClassifier(path, onCpu)).rejects.toMatchObject({
      message: `"${path}": ${reason}`,
      hint: resave,
    });
  });

  it('one with the spec of another network', async () => {
    const { attributes } = await readKerasH5(join(trained.run, 'model.h5'));
    const other = attributes[specAttribute]?.replace('filters: 4', 'filters: 5') ?? '';
    const path = await changed({ [specAttribute]: other });
    await expect(loadClassifier(path, onCpu)).rejects.toMatchObject({
      message: `"${path}": its weight "conv1_conv/kernel" has shape [3, 3, 3, 4], expected [3, 3, 3, 5] as in its spec`,
      hint: resave,
    });
  });
});
