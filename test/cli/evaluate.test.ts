import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, picture } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { runCli } from './run-cli';

const trained = tinyRun();
const onCpu = ['--backend', 'cpu'];

describe('evaluate', () => {
  it("evaluates a run on its spec's validation data", async () => {
    const { code, stdout, stderr } = await runCli(['evaluate', trained.run, ...onCpu]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [matrix, calibration] = stdout.split('\ncalibration error');
    expect(matrix).toBe(
      [
        'accuracy 100.00% (4 of 4)',
        '',
        '   true \\ predicted  1  2  images  recall  precision      F1',
        '1  dark              2  .       2  100.0%     100.0%  100.0%',
        '2  light             .  2       2  100.0%     100.0%  100.0%',
        '   macro average                   100.0%     100.0%  100.0%',
        '   weighted average                100.0%     100.0%  100.0%',
        '',
      ].join('\n'),
    );
    expect(calibration).toMatch(
      /^: expected \(ECE\) [\d.]+%, maximum \(MCE\) [\d.]+%; negative log-likelihood [\d.]+, Brier score [\d.]+\n\n +confidence {2}images/,
    );
  });

  it('evaluates on other images with the classes of the model, and prints JSON', async () => {
    const data = folderOf({
      'dark/a.png': await picture(21),
      'light/a.png': await picture(231),
      'light/b.png': await picture(16),
    });
    const model = join(trained.run, 'best.h5');
    const { code, stdout, stderr } = await runCli([
      ...['evaluate', model, '--data', data, '--top', '1', '--format', 'json'],
      ...onCpu,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const evaluation = JSON.parse(stdout);
    expect(evaluation).toMatchObject({
      model: { path: model, name: 'tiny' },
      backend: { name: 'cpu' },
      images: 3,
      correct: 2,
      top: { k: 1, accuracy: 2 / 3 },
      classes: [
        { name: 'dark', images: 1, predicted: 2, precision: 0.5, recall: 1 },
        { name: 'light', images: 2, predicted: 1, precision: 1, recall: 0.5 },
      ],
      confusion: [
        [1, 0],
        [1, 1],
      ],
    });
    expect(evaluation.calibration.bins).toHaveLength(15);
  });

  it('finds the images from a model in a subfolder of the run, and from a run that was moved with them', async () => {
    const project = folderOf({});
    cpSync(trained.project, project, { recursive: true });
    cpSync(join(project, 'run/best.h5'), join(project, 'run/deep/er/best.h5'));
    const { code, stdout } = await runCli(['evaluate', join(project, 'run/deep/er/best.h5'), ...onCpu]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^accuracy 100.00% \(4 of 4\)\n/);
  });

  it('does not need the training data', async () => {
    const project = folderOf({});
    cpSync(trained.project, project, { recursive: true });
    rmSync(join(project, 'data/train'), { recursive: true });
    expect((await runCli(['evaluate', join(project, 'run'), ...onCpu])).code).toBe(0);
  });

  it('reports that the data of a moved model was not found', async () => {
    const folder = folderOf({});
    cpSync(join(trained.run, 'best.h5'), join(folder, 'best.h5'));
    const { code, stdout, stderr } = await runCli(['evaluate', join(folder, 'best.h5'), ...onCpu]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      `the data in the spec of "${join(folder, 'best.h5')}" was not found relative to`,
    );
    expect(stderr).toContain('validation does not exist');
    expect(stderr).toContain('(--data)');
  });

  it('reports skipped images, and evaluates the others', async () => {
    const data = folderOf({
      'dark/a.png': await picture(21),
      'dark/b.png': 'no picture',
      'light/a.png': await picture(231),
    });
    const { code, stdout, stderr } = await runCli(['evaluate', trained.run, '--data', data, ...onCpu]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^accuracy 100.00% \(2 of 2\)\n/);
    expect(stderr).toContain(
      `warning: the image ${join(data, 'dark/b.png')} is not an image in a supported format`,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('rejects images of other classes', async () => {
    const data = folderOf({ 'dark/a.png': await picture(21), 'dim/a.png': await picture(90) });
    const { code, stdout, stderr } = await runCli(['evaluate', trained.run, '--data', data, ...onCpu]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`error: the folders in ${data} are not the expected classes`);
    expect(stderr).toContain('no folder for light');
  });

  it('reports a missing model', async () => {
    const gone = join(folderOf({}), 'gone');
    expect(await runCli(['evaluate', gone])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`error: "${gone}": no model found`),
    });
  });

  it.each([
    ['no model', [], 'no model was given, and convspec.yaml was not found in this folder'],
    ['a top of 0', ['run', '--top', '0'], 'Expected a whole number of at least 1.'],
    ['an unknown format', ['run', '--format', 'xml'], 'Allowed choices are text, json.'],
  ])('is a usage error with %s', async (_, argv, stderr) => {
    expect(await runCli(['evaluate', ...argv])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    });
  });
});
