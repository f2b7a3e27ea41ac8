import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { evaluateModel } from '../../../src/hosts/node/evaluate-model';
import { buildFromSpec } from '../../../src/hosts/node/library';
import type { DataSet } from '../../../src/run/data/data-set';
import { folderOf, tinySpec } from '../../support/tiny-project';
import { tinyRun } from '../../support/tiny-run';

const trained = tinyRun();
const onCpu = { backend: 'cpu' };

/** Two black images, labelled as light. */
const black: DataSet = {
  classes: ['dark', 'light'],
  size: 2,
  async *batches() {
    yield { size: 2, x: new Float32Array(2 * 192), y: Float32Array.of(0, 1, 0, 1) };
  },
};

describe('evaluateModel', () => {
  it('accepts a data set instead of a folder, and frees all its tensors', async () => {
    const before = memory().numTensors;
    const evaluation = await evaluateModel(trained.run, { data: black, ...onCpu });
    expect(evaluation).toMatchObject({
      model: { path: join(trained.run, 'model.h5'), name: 'tiny' },
      images: 2,
      classes: [{ images: 0 }, { images: 2 }],
    });
    expect(memory().numTensors).toBe(before);
  });

  it('rejects a data set with other columns', async () => {
    const data = { ...black, classes: ['light', 'dark'] };
    await expect(evaluateModel(trained.run, { data, ...onCpu })).rejects.toThrow(
      'the data has the classes light, dark, but the model has dark, light',
    );
  });

  it('requires data if the spec has no validation data', async () => {
    const out = join(folderOf({}), 'run');
    const yaml = tinySpec.replace(/\n {2}validation: .*/, '').replace(/callbacks:(\n {2}- .*)*/, '');
    const { train } = await buildFromSpec({ yaml }, { ...onCpu, set: { 'training.epochs': 1 } });
    const run = await train({ out, data: { train: black } });
    expect(await run.evaluation).toBeNull();
    await expect(evaluateModel(out, onCpu)).rejects.toThrow(
      `the spec of "${join(out, 'model.h5')}" has no validation data`,
    );
    run.engine.dispose();
  });

  it('stops on a signal', async () => {
    const signal = AbortSignal.abort();
    await expect(evaluateModel(trained.run, { signal, ...onCpu })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
  });
});
