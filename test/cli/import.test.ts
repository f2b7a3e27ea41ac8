import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { oneByOne, randomWeights } from '../compile/keras/weights';
import { checkFile, planOfText } from '../support/check-file';
import { writeModel } from '../support/node-formats';
import { temporaryFolder } from '../support/temporary-folder';
import { tinyProject } from '../support/tiny-project';
import { runCli } from './run-cli';

const keras = 'test/reference/h5/a-trained.keras';
const spec = `version: 1
name: functional
input: { shape: [ 16, 16, 3 ] }
classes: 5
blocks:
  - { name: conv, type: conv, filters: 8, kernel: 3, stride: 2, activation: relu, batchNorm: true, pool: { size: 2, stride: 1 }, order: [ conv, activation, batchNorm, pool, dropout ] }
  - { name: flatten, type: flatten }
  - { name: classifier, type: dense, units: classes, activation: softmax }
training:
  optimizer: { type: sgd, learningRate: 0.05, momentum: 0.9 }
  loss: categoricalCrossentropy
`;
const note = 'note: the model contains no preprocessing: set rescale, mean and std under "input"\n';

/** YAML without the places where lines break. */
const flat = (yaml: string) => yaml.replaceAll(/\s+/g, ' ');

describe('convspec import', () => {
  it.each(['.keras', '.h5'])('prints the spec of a %s file', async (suffix) => {
    const { code, stdout, stderr } = await runCli(['import', `test/reference/h5/a-trained${suffix}`]);
    expect([code, stderr]).toEqual([0, note]);
    expect(stdout).toMatch(
      /^version: 1\nname: functional\ninput: \{ shape: \[ 16, 16, 3 \] \}\nclasses: 5\n/,
    );
  });

  it('writes a valid spec, and does not replace one without --overwrite', async () => {
    const output = join(temporaryFolder(), 'spec.yaml');
    const first = await runCli(['import', keras, '-o', output]);
    expect(first).toEqual({ code: 0, stdout: '', stderr: `${note}${output}: 8 layers, 1,701 parameters\n` });
    expect((await runCli(['validate', output])).code).toBe(0);
    expect(flat(readFileSync(output, 'utf8'))).toContain(flat(spec).slice(-150));
    const second = await runCli(['import', keras, '-o', output]);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`"${output}" already exists`) });
    expect((await runCli(['import', keras, '-o', output, '--overwrite'])).code).toBe(0);
  });

  it('returns the spec that convspec saved in a model', async () => {
    const path = join(temporaryFolder(), 'model.keras');
    const { plan } = checkFile('specs/icons-12.yaml');
    if (!plan) throw new Error('no plan');
    const text = readFileSync('specs/icons-12.yaml', 'utf8');
    await writeModel(path, {
      plan,
      weights: oneByOne(randomWeights(plan)),
      attributes: { convspec_spec: text },
    });
    const { code, stdout, stderr } = await runCli(['import', path]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(planOfText(stdout).layers).toEqual(plan.layers);
  });

  it('writes paths that are valid where the file is written, and no defaults', async () => {
    const project = await tinyProject({ 'specs/readme.md': '' });
    const run = join(project, 'runs/tiny');
    expect((await runCli(['train', join(project, 'spec.yaml'), '--out', run, '--backend', 'cpu'])).code).toBe(
      0,
    );
    const out = join(project, 'specs/again.yaml');
    expect((await runCli(['import', join(run, 'best.h5'), '-o', out])).code).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe(`version: 1
name: tiny
input: { shape: [ 8, 8, 3 ], rescale: 1/255 }
classes: 2
blocks:
  - name: conv1
    type: conv
    filters: 4
    kernel: 3
    activation: relu
    batchNorm: { momentum: 0.5 }
    pool: 3
  - { name: flatten, type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }
training:
  optimizer: { type: adam, learningRate: 0.02 }
  epochs: 2
  batchSize: 4
  seed: 3
callbacks:
  - { type: tensorBoard }
  - { type: modelCheckpoint, path: "model-{epoch:04d}.h5" }
  - { type: modelCheckpoint, path: best.h5, monitor: val_accuracy, saveBestOnly: true }
data:
  train: { directory: ../data/train }
  validation: { directory: ../data/validation }
`);
    const again = join(project, 'runs/again');
    expect((await runCli(['train', out, '--out', again, '--backend', 'cpu'])).code).toBe(0);
    const logsOf = (folder: string) =>
      JSON.parse(readFileSync(join(folder, 'history.json'), 'utf8')).epochs.map(
        ({ logs }: { logs: object }) => logs,
      );
    expect(logsOf(again)).toEqual(logsOf(run));
  });

  it('reports every layer that a spec cannot express, and writes nothing', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'config.json');
    const layer = (class_name: string, config: object) => ({ class_name, config });
    const layers = [
      layer('InputLayer', { batch_shape: [null, 8, 8, 3], name: 'in' }),
      layer('Conv2D', { name: 'c', filters: 2, kernel_size: 3, groups: 2 }),
      layer('LSTM', { name: 'l' }),
      layer('Dense', { name: 'd', units: 2, activation: 'exponential' }),
    ];
    writeFileSync(path, JSON.stringify({ class_name: 'Sequential', config: { name: 'm', layers } }));
    const { code, stdout, stderr } = await runCli(['import', path, '-o', join(folder, 'spec.yaml')]);
    expect([code, stdout, existsSync(join(folder, 'spec.yaml'))]).toEqual([1, '', false]);
    expect(stderr).toBe(
      [
        `error: "${path}": a spec cannot express this model:`,
        '  layer "c" (Conv2D): its option "groups" is 2',
        '  layer "l" (LSTM): specs do not support LSTM layers',
        '  layer "d" (Dense): its activation is "exponential"',
        '  = hint: change these layers in Keras, or write the spec by hand',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['none.json', undefined, 'no such file or folder'],
    ['empty.keras', '', 'it is empty, truncated, or not a zip file'],
    ['text.json', 'text', 'it is not a JSON object'],
    ['list.json', '[]', 'it is not a JSON object'],
    ['empty.json', '{}', 'it has no "class_name" and "config"'],
    [
      'class.json',
      '{"class_name": "Custom", "config": {}}',
      'it is a "Custom", expected a Functional or Sequential model',
    ],
    ['model.txt', '', 'its name does not have the suffix of a model format'],
  ])('rejects %s', async (name, text, reason) => {
    const path = join(temporaryFolder(), name);
    if (text !== undefined) writeFileSync(path, text);
    const { code, stderr } = await runCli(['import', path]);
    expect([code, stderr]).toEqual([1, expect.stringContaining(reason)]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('rejects weights without a network', async () => {
    const { code, stderr } = await runCli(['import', 'test/reference/h5/a-trained.weights.h5']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('it contains weights but no network')]);
  });
});
