import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, picture, tinySpec } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { runCli } from './run-cli';

const trained = tinyRun();
const onCpu = ['--backend', 'cpu'];

describe('predict', () => {
  it('names the likeliest classes of each picture', async () => {
    const pictures = ['dark', 'light'].map((name) => join(trained.project, `data/train/${name}/0.png`));
    const { code, stdout, stderr } = await runCli(['predict', ...pictures, '--model', trained.run, ...onCpu]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(new RegExp(`^${pictures[0]}: dark [\\d.]+%  light [\\d.]+%$`));
    expect(lines[1]).toMatch(new RegExp(`^${pictures[1]}: light [\\d.]+%  dark [\\d.]+%$`));
  });

  it('shows as many as are asked for', async () => {
    const file = join(trained.project, 'data/train/dark/0.png');
    const { stdout } = await runCli(['predict', file, '--model', trained.run, '--top', '1', ...onCpu]);
    expect(stdout).toMatch(new RegExp(`^${file}: dark [\\d.]+%\n$`));
  });

  it('gives a line of JSON for each picture', async () => {
    const file = join(trained.project, 'data/train/light/0.png');
    const { stdout } = await runCli(['predict', file, '--model', trained.run, '--format', 'json', ...onCpu]);
    const { file: named, predictions } = JSON.parse(stdout);
    expect(named).toBe(file);
    expect(predictions.map((prediction: { class: string }) => prediction.class)).toEqual(['light', 'dark']);
    expect(predictions[0].probability + predictions[1].probability).toBeCloseTo(1, 5);
  });

  it('passes over what is no picture, says so, and does the others', async () => {
    const jpeg = await picture(30, 'jpeg');
    const folder = folderOf({
      'pictures/a.png': await picture(20),
      'pictures/b.png': 'no picture',
      'pictures/c.jpg': jpeg.subarray(0, jpeg.length / 2),
      'pictures/z.png': await picture(230),
    });
    const [a, b, c, gone, z] = ['a.png', 'b.png', 'c.jpg', 'gone.png', 'z.png'].map((name) =>
      join(folder, 'pictures', name),
    ) as [string, string, string, string, string];
    const { code, stdout, stderr } = await runCli([
      'predict',
      a,
      b,
      c,
      gone,
      z,
      '--model',
      trained.run,
      ...onCpu,
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^${a}: dark .*\n${z}: light .*\n$`));
    const [ofB, ofC, ofGone, ...rest] = stderr.split(/(?=error: )/);
    expect(ofB).toContain(`error: the image ${b} is not an image in a known format`);
    expect(ofB).toContain('= hint: replace the file by a sound PNG');
    expect(ofC).toContain(`error: the image ${c} is damaged or incomplete`);
    expect(ofGone).toBe(`error: the image ${gone} does not exist\n  = hint: correct its path\n`);
    expect(rest).toEqual([]);
  });

  it.each([
    ['no model', ['a.png'], 'no model was given, and there is no convspec.yaml here'],
    ['no picture', ['--model', 'run'], "missing required argument 'pictures'"],
    ['a top of none', ['a.png', '--model', 'run', '--top', '0'], 'Expected a whole number of at least 1.'],
  ])('is a usage error with %s', async (_, argv, stderr) => {
    expect(await runCli(['predict', ...argv])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    });
  });

  it('refuses a model that is not there, or is a spec', async () => {
    const folder = folderOf({ 'net.yaml': tinySpec });
    const gone = join(folder, 'gone');
    expect(await runCli(['predict', 'a.png', '--model', gone])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: "${gone}": no model is there\n  = hint: give a run folder, or a model file that a run saved (.h5, .keras, model.json)\n`,
    });
    const spec = join(folder, 'net.yaml');
    expect((await runCli(['predict', 'a.png', '--model', spec])).stderr).toContain(
      `error: "${spec}": cannot read: its name does not have the suffix of a model format\n  = hint: use a name that ends with `,
    );
  });
});
