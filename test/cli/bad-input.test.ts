import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, picture, tinyPictures, tinySpec } from '../support/tiny-project';
import { type CliResult, runCli } from './run-cli';

/** The tiny project with some files changed; `null` removes everything below a path. */
async function project(changes: Readonly<Record<string, string | Uint8Array | null>>): Promise<string> {
  const files: Record<string, string | Uint8Array> = { 'spec.yaml': tinySpec, ...(await tinyPictures()) };
  for (const [path, contents] of Object.entries(changes)) {
    if (contents !== null) files[path] = contents;
    else for (const name of Object.keys(files)) if (name.startsWith(`${path}/`)) delete files[name];
  }
  return folderOf(files);
}

function train(folder: string, ...flags: string[]): Promise<CliResult> {
  return runCli([
    'train',
    join(folder, 'spec.yaml'),
    '--out',
    join(folder, 'run'),
    '--backend',
    'cpu',
    ...flags,
  ]);
}

/** What a user should see: exit code 1, an error with a hint, and no internals of the program. */
function expectError({ code, stderr }: CliResult, message: string, hint: string): void {
  expect(code).toBe(1);
  expect(stderr.slice(stderr.indexOf('error: '))).toBe(`error: ${message}\n  = hint: ${hint}\n`);
  expect(stderr).not.toMatch(/\n {4}at |node:|internal failure/);
}

const perClass = 'put the images into one folder per class: <directory>/<class>/<image>';
const text = Buffer.from('this is a text');

describe('data that cannot be used', () => {
  it.each<[string, Parameters<typeof project>[0], (folder: string) => readonly [string, string]]>([
    [
      'a missing folder',
      { 'data/train': null },
      (folder) => [
        `the folder ${folder}/data/train does not exist`,
        "fix the path in the section data (it is relative to the spec's folder), or create the folder",
      ],
    ],
    [
      'an empty folder',
      { 'data/train': null, 'data/train/.keep': '' },
      (folder) => [`the folder ${folder}/data/train has no class folders`, perClass],
    ],
    [
      'images without class folders',
      { 'data/train/dark': null, 'data/train/light': null, 'data/train/a.png': text },
      (folder) => [
        `the folder ${folder}/data/train has no class folders; 1 image is directly in it`,
        perClass,
      ],
    ],
    [
      'a class folder without images',
      { 'data/train/dark': null, 'data/train/dark/a.txt': text },
      (folder) => [
        `the class folder ${folder}/data/train/dark has no images`,
        'add images (.png .jpg .jpeg .jpe .jfif .webp .gif .avif .tif .tiff .bmp .svg) to it, or remove the folder',
      ],
    ],
    [
      'one class only',
      { 'data/train/dark': null },
      (folder) => [`the folder ${folder}/data/train has 1 class: light; at least two are required`, perClass],
    ],
    [
      'more classes than in the spec',
      { 'data/train/third/a.png': text },
      (folder) => [
        `expected 2 classes, but the folder ${folder}/data/train has 3 classes: dark, light, third`,
        'set classes: 3 in the spec, or add or remove class folders',
      ],
    ],
    [
      'other classes than in the spec',
      { 'spec.yaml': tinySpec.replace('classes: 2', 'classes: [dark, bright]') },
      (folder) => [
        `the folders in ${folder}/data/train are not the expected classes: no folder for bright; unexpected folder for light`,
        'name the folders like the classes: dark, bright',
      ],
    ],
    [
      'other classes for validation',
      { 'data/validation/light': null, 'data/validation/bright/a.png': text },
      (folder) => [
        `the folders in ${folder}/data/validation are not the expected classes: no folder for light; unexpected folder for bright`,
        'name the folders like the classes: dark, light',
      ],
    ],
    [
      'a spec without data',
      { 'spec.yaml': tinySpec.slice(0, tinySpec.indexOf('data:')) },
      () => [
        'the spec has no training data',
        'add data: { train: { directory: … } }, with one subfolder per class',
      ],
    ],
  ])('%s', async (_, changes, expected) => {
    const folder = await project(changes);
    const [message, hint] = expected(folder);
    expectError(await train(folder), message, hint);
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });
});

describe('images that cannot be decoded', () => {
  it('are reported and skipped, and training uses the others', async () => {
    const jpeg = await picture(30, 'jpeg');
    const folder = await project({
      'data/train/dark/half.jpg': jpeg.subarray(0, jpeg.length / 2),
      'data/train/light/text.png': text,
      'data/train/light/empty.png': '',
    });
    const { code, stderr } = await train(folder);
    expect(code).toBe(0);
    const warnings = stderr.split('\n').filter((line) => line.includes('warning:'));
    expect(warnings.sort().map((line) => line.replace(/ \(.*\)/, ''))).toEqual([
      `  warning: the image ${folder}/data/train/dark/half.jpg is damaged or incomplete; it is skipped`,
      `  warning: the image ${folder}/data/train/light/empty.png is empty; it is skipped`,
      `  warning: the image ${folder}/data/train/light/text.png is not an image in a supported format; it is skipped`,
    ]);
  });

  it('end the run if there are no others', async () => {
    const changes: Record<string, Uint8Array> = {};
    for (const name of ['dark', 'light']) {
      for (let i = 0; i < 6; i++) changes[`data/train/${name}/${i}.png`] = text;
    }
    const { code, stdout, stderr } = await train(await project(changes));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(
      'error: training failed in epoch 1 of 2: no image of class light can be decoded; the last: the image ',
    );
    expect(stderr).toMatch(
      / {2}= hint: fix or replace the files listed in the warnings; --resume continues .*\n$/,
    );
  });
});

describe('a run folder that cannot be used', () => {
  it('below a file', async () => {
    const folder = await project({ occupied: '' });
    const out = join(folder, 'occupied/run');
    expectError(
      await train(folder, '--out', out),
      `cannot write to "${out}": part of the path is a file, not a folder`,
      'allow writing or free some space, or choose another folder with --out',
    );
    expect(readFileSync(join(folder, 'occupied'), 'utf8')).toBe('');
  });

  it('with other files, which are kept', async () => {
    const folder = await project({ 'run/thesis.txt': 'years of work' });
    expectError(
      await train(folder, '--overwrite'),
      `"${join(folder, 'run')}" contains files that do not belong to a run`,
      'choose an empty or new folder with --out; --overwrite only replaces earlier runs',
    );
    expect(readdirSync(join(folder, 'run'))).toEqual(['thesis.txt']);
  });

  it('that vanishes while it trains', async () => {
    const folder = await project({});
    const out = join(folder, 'run');
    const argv = ['train', join(folder, 'spec.yaml'), '--out', out, '--backend', 'cpu'];
    const { code, stderr } = await runCli([...argv, '--set', 'training.epochs=500'], {
      onStderr: (line) => {
        if (line.includes('epoch ') && existsSync(out)) rmSync(out, { recursive: true });
      },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error: training failed in epoch \d+ of 500: cannot access the run folder ".*\/run": no such file or folder/,
    );
    expect(stderr).toContain('; the history could not be saved either\n');
    expect(stderr).not.toMatch(/\n {4}at |node:/);
    expect(existsSync(out)).toBe(false);
  });
});

describe('an unknown backend', () => {
  it('on the command line', async () => {
    const { code, stderr } = await train(await project({}), '--backend', 'wasn');
    expect([code, stderr]).toEqual([
      2,
      'error: unknown backend "wasn"\n  = hint: did you mean "wasm"? Available: "auto", "webgpu", "tensorflow", "webgl", "onnxruntime", "wasm" and "cpu"\n',
    ]);
  });

  it('in the spec', async () => {
    const folder = await project({
      'spec.yaml': tinySpec.replace('training:\n', 'training:\n  backend: gpu\n'),
    });
    const { code, stderr } = await runCli(['train', join(folder, 'spec.yaml'), '--out', join(folder, 'run')]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      ':10:12: error: unknown backend "gpu"; did you mean "cpu"? [spec/unknown-value]\n',
    );
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });
});
