import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, picture } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { runCli } from './run-cli';

const trained = tinyRun();
const onCpu = ['--backend', 'cpu'];

/** Each command that takes a model, with what else it needs. */
const commands: Readonly<Record<string, (model: string) => string[]>> = {
  predict: (model) => ['predict', model, 'a.png', ...onCpu],
  evaluate: (model) => ['evaluate', model, ...onCpu],
  export: (model) => ['export', model, '-o', 'never.onnx'],
};

describe.each(Object.keys(commands))('the model of %s', (name) => {
  const run = (model: string) => runCli(commands[name]?.(model) ?? []);

  it.each([
    ['gone', 'no model found', 'give a run folder, or a model file (.keras, .h5, model.json)'],
    [
      'empty',
      'the folder contains no model.h5',
      'give the folder of a finished run, or a model file saved by it (.h5, .keras, model.json)',
    ],
    [
      'stopped',
      'the run has not ended, so it has no model.h5',
      /^resume it with convspec train --resume .*stopped, or give a checkpoint that it saved \(.keras, .h5\)$/,
    ],
    [
      'net.yaml',
      'this is a spec, not a model',
      'train it with convspec train, then give a run folder, or a model file (.keras, .h5, model.json)',
    ],
    [
      'a.png',
      'this is an image, not a model',
      'give the model before any images: a run folder, or a model file (.keras, .h5, model.json)',
    ],
    [
      'net.onnx',
      'convspec writes ONNX files, but does not read them',
      'give the run folder or the model file that it was exported from',
    ],
  ])('is not %s', async (path, problem, hint) => {
    const folder = folderOf({
      'net.yaml': '',
      'a.png': '',
      'net.onnx': '',
      'stopped/.convspec-run.json': '{}',
    });
    mkdirSync(join(folder, 'empty'));
    const { code, stdout, stderr } = await run(join(folder, path));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [message, advice = ''] = stderr.trimEnd().split('\n  = hint: ');
    expect(message).toBe(`error: "${join(folder, path)}": ${problem}`);
    expect(advice).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
  });

  it('from Keras needs a spec', async () => {
    const folder = folderOf({});
    const model = join(folder, 'net.keras');
    copyFileSync('test/reference/h5/a-trained.keras', model);
    expect(await run(model)).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: "${model}": it contains no spec\n  = hint: give its spec with --spec; for a model from Keras, write it with convspec import MODEL -o ${folder}/net.yaml\n`,
    });
  });
});

describe('a model from Keras', () => {
  async function imported(spec = 'net.yaml') {
    const images: Record<string, Uint8Array> = {};
    for (const [i, name] of ['ant', 'bee', 'cat', 'dog', 'elk'].entries())
      images[`photos/${name}/1.png`] = await picture(50 * i);
    const folder = folderOf(images);
    const model = join(folder, 'net.keras');
    copyFileSync('test/reference/h5/a-trained.keras', model);
    expect((await runCli(['import', model, '-o', join(folder, spec)])).code).toBe(0);
    return { folder, model, spec: join(folder, spec) };
  }

  it('classifies images with the spec next to it', async () => {
    const { folder, model, spec } = await imported();
    const argv = ['predict', model, join(folder, 'photos'), '--format', 'json', '--top', '1', ...onCpu];
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `spec ${spec}\nnote: the spec of the model has no class names, so classes are numbered\n`,
    });
    const [first] = stdout.split('\n');
    expect(JSON.parse(first ?? '').predictions[0].class).toMatch(/^[0-4]$/);
  });

  it('has the scores that Keras 3.15.1 computes', async () => {
    const { model } = await imported();
    const argv = ['predict', model, 'test/fixtures/noise-16.png', '--format', 'json', '--top', '5', ...onCpu];
    const { predictions } = JSON.parse((await runCli(argv)).stdout);
    const scores = [...predictions].sort((a, b) => a.class - b.class).map((p) => p.probability);
    // model.predict of the pixels of this image, which are 0 or 1.
    const keras = [
      0.03532007336616516, 0.1658245027065277, 0.2250545471906662, 0.2361992746591568, 0.33760154247283936,
    ];
    for (const [i, score] of keras.entries()) expect(scores[i]).toBeCloseTo(score, 5);
  });

  it('is evaluated on folders in the order of Keras, and on the data of its spec', async () => {
    const { folder, model, spec } = await imported('other.yaml');
    const given = await runCli([
      ...['evaluate', model, '--spec', spec, '--data', join(folder, 'photos'), '--format', 'json'],
      ...onCpu,
    ]);
    expect(given).toMatchObject({ code: 0, stderr: '' });
    const { classes, model: used } = JSON.parse(given.stdout);
    expect(classes.map(({ name }: { name: string }) => name)).toEqual(['ant', 'bee', 'cat', 'dog', 'elk']);
    expect(used).toMatchObject({ name: 'functional', spec });
    const own = `data: { train: { directory: photos }, test: { directory: photos } }\n`;
    const text = `${(await runCli(['import', model])).stdout}${own}`;
    writeFileSync(join(folder, 'net.yaml'), text.replace('classes: 5', 'classes: [ant, bee, cat, dog, elk]'));
    const { code, stdout, stderr } = await runCli(['evaluate', model, ...onCpu]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `warning: the run has no record of its images, so changes of the test images cannot be detected\nspec ${folder}/net.yaml\n`,
    });
    expect(stdout).toMatch(/^evaluated on 5 test images: accuracy /);
  });

  it('is exported', async () => {
    const { folder, model, spec } = await imported();
    const { code, stderr } = await runCli(['export', model, '-o', join(folder, 'net.onnx')]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(`^spec ${spec}\n[^]*: functional, 1,701 parameters`),
    });
  });
});

describe('a model saved by convspec', () => {
  it('contains its spec, but another one can be given', async () => {
    const folder = folderOf({});
    const model = join(folder, 'best.h5');
    copyFileSync(join(trained.run, 'best.h5'), model);
    const image = join(trained.project, 'data/train/dark/0.png');
    const spec = join(trained.project, 'spec.yaml');
    const plain = await runCli(['predict', model, image, ...onCpu]);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(await runCli(['predict', model, image, '--spec', spec, ...onCpu])).toEqual(plain);
    rmSync(model);
  });
});
