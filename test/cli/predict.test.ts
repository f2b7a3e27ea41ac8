import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, picture } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { runCli } from './run-cli';

const trained = tinyRun();
const onCpu = ['--backend', 'cpu'];

describe('predict', () => {
  it('prints the most probable classes of each image', async () => {
    const pictures = ['dark', 'light'].map((name) => join(trained.project, `data/train/${name}/0.png`));
    const { code, stdout, stderr } = await runCli(['predict', trained.run, ...pictures, ...onCpu]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^image +class +2\.$/);
    expect(lines[1]).toMatch(new RegExp(`^${pictures[0]} + dark + [\\d.]+%  light + [\\d.]+%$`));
    expect(lines[2]).toMatch(new RegExp(`^${pictures[1]}  light + [\\d.]+%  dark + [\\d.]+%$`));
    expect(lines[0]?.indexOf('class')).toBe((lines[1]?.indexOf(' dark ') ?? 0) + 1);
  });

  it('prints as many classes as requested', async () => {
    const file = join(trained.project, 'data/train/dark/0.png');
    const { stdout } = await runCli(['predict', trained.run, file, '--top', '1', ...onCpu]);
    expect(stdout).toMatch(new RegExp(`^image +class\n${file} + dark + [\\d.]+%\n$`));
  });

  it('prints one line of JSON per image', async () => {
    const file = join(trained.project, 'data/train/light/0.png');
    const { stdout } = await runCli(['predict', trained.run, file, '--format', 'json', ...onCpu]);
    const { file: named, predictions } = JSON.parse(stdout);
    expect(named).toBe(file);
    expect(predictions.map((prediction: { class: string }) => prediction.class)).toEqual(['light', 'dark']);
    expect(predictions[0].probability + predictions[1].probability).toBeCloseTo(1, 5);
  });

  it('skips files that are not images, reports them, and classifies the others', async () => {
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
    const { code, stdout, stderr } = await runCli([...['predict', trained.run, a, b, c, gone, z], ...onCpu]);
    expect(code).toBe(1);
    expect(stdout).toMatch(new RegExp(`^image .*\n${a} +dark .*\n${z} +light .*\n$`));
    const [ofB, ofC, ofGone, ...rest] = stderr.split(/(?=error: )/);
    expect(ofB).toContain(`error: the image ${b} is not an image in a supported format`);
    expect(ofB).toContain('= hint: replace the file with a valid PNG');
    expect(ofC).toContain(`error: the image ${c} is damaged or incomplete`);
    expect(ofGone).toBe(`error: the image ${gone} does not exist\n  = hint: fix its path\n`);
    expect(rest).toEqual([]);
  });

  it.each([
    ['no model', [], "missing required argument 'model'"],
    ['no image', ['run'], "missing required argument 'images'"],
    ['a top of none', ['run', 'a.png', '--top', '0'], 'Expected a whole number of at least 1.'],
    ['an unknown format', ['run', 'a.png', '--format', 'text'], 'Allowed choices are table, csv, json.'],
  ])('is a usage error with %s', async (_, argv, stderr) => {
    expect(await runCli(['predict', ...argv])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    });
  });

  it('prints CSV', async () => {
    const file = join(trained.project, 'data/train/light/0.png');
    const { stdout } = await runCli(['predict', trained.run, file, '--format', 'csv', ...onCpu]);
    const [head, row, end] = stdout.split('\n');
    expect(head).toBe('file,class,probability,class_2,probability_2');
    expect(row).toMatch(new RegExp(`^${file},light,0\\.\\d+,dark,0\\.\\d+$`));
    expect(end).toBe('');
  });

  it('accepts folders and quoted globs, and classifies each image once', async () => {
    const folder = folderOf({
      'a/1.png': await picture(20),
      'a/deep/2.png': await picture(230),
      'a/notes.txt': '',
      'b/3.png': await picture(21),
      'b/4.jpg': await picture(231, 'jpeg'),
      'none/readme.md': '',
      '[x].png': await picture(22),
    });
    const files = async (...given: string[]) => {
      const argv = ['predict', trained.run, ...given.map((path) => join(folder, path)), ...onCpu];
      const { stdout, stderr } = await runCli([...argv, '--format', 'json', '--top', '1']);
      if (stdout === '') return stderr;
      return stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).file.slice(folder.length + 1));
    };
    expect(await files('a', 'a/1.png')).toEqual(['a/1.png', 'a/deep/2.png']);
    expect(await files('b/*.png', '**/*')).toEqual([
      'b/3.png',
      '[x].png',
      'a/1.png',
      'a/deep/2.png',
      'b/4.jpg',
    ]);
    expect(await files('[x].png')).toEqual(['[x].png']);
    expect(await files('none')).toBe(
      `error: the folder "${folder}/none" has no images\n  = hint: give a folder with images, or image files\n`,
    );
    expect(await files('b/*.webp')).toBe(
      `error: "${folder}/b/*.webp" matches no images\n  = hint: fix the pattern, or give a folder\n`,
    );
  });
});
