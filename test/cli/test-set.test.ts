import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { npyBytes } from '../support/npy-bytes';
import { folderOf, picture, tinyProject, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const onCpu = ['--backend', 'cpu'];

/** The tiny spec with a test set and nothing that depends on validation. */
const spec = `${tinySpec.replace(/callbacks:\n(.*\n)*?data:/, 'data:')}  test: { directory: data/test }\n`;

async function project(atEnd?: Parameters<typeof tinyProject>[1]): Promise<string> {
  return tinyProject(
    {
      'spec.yaml': spec,
      'data/test/dark/a.png': await picture(31),
      // Also a training image.
      'data/test/dark/b.png': await picture(10),
      'data/test/light/a.png': await picture(222),
    },
    atEnd,
  );
}

let folder = '';
let run = '';
let printed: Awaited<ReturnType<typeof runCli>>;
beforeAll(async () => {
  let remove = () => {};
  folder = await project((removal) => {
    remove = removal;
  });
  run = join(folder, 'run');
  printed = await runCli(['train', join(folder, 'spec.yaml'), '--out', run, ...onCpu]);
  return remove;
}, 60_000);

describe('the test set', () => {
  it('is measured once at the end of training, printed and saved', () => {
    const { code, stdout, stderr } = printed;
    expect(code).toBe(0);
    expect(stderr).toContain('12 training images, 4 validation images, 3 test images, 2 epochs of 3 batches');
    expect(stdout).toContain('\nevaluated on 4 validation images: accuracy 100.00% (4 of 4)\n');
    expect(stdout).toContain('\nevaluated on 3 test images: accuracy 100.00% (3 of 3)\n');
    expect(stdout).toContain('\n  test.json\n');
    expect(JSON.parse(readFileSync(join(run, 'test.json'), 'utf8'))).toMatchObject({
      images: 3,
      accuracy: 1,
      confusion: [
        [2, 0],
        [0, 1],
      ],
    });
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('<h2>Test images</h2>');
  });

  it('is compared with the training images', () => {
    expect(printed.stderr).toContain(
      `warning: 1 test image is also used for training, so the test results are too good: ${folder}/data/test/dark/b.png (as ${folder}/data/train/dark/0.png)\n`,
    );
  });

  it('does not change what is learned', async () => {
    const copy = await project();
    writeFileSync(join(copy, 'spec.yaml'), spec.replace(/ {2}test: .*\n/, ''));
    expect(
      (await runCli(['train', join(copy, 'spec.yaml'), '--out', join(copy, 'run'), ...onCpu])).code,
    ).toBe(0);
    const logsOf = (path: string) =>
      JSON.parse(readFileSync(join(path, 'history.json'), 'utf8')).epochs.map(
        ({ logs }: { logs: object }) => logs,
      );
    expect(logsOf(join(copy, 'run'))).toEqual(logsOf(run));
  });

  it.each([
    ['by default', [], 'evaluated on 3 test images: accuracy 100.00% (3 of 3)\n'],
    ['not with --on validation', ['--on', 'validation'], 'evaluated on 4 validation images: accuracy'],
    ['not with --on train', ['--on', 'train'], 'evaluated on 12 training images: accuracy'],
  ])('is what evaluate measures %s', async (_, argv, output) => {
    const { code, stdout, stderr } = await runCli(['evaluate', run, ...argv, ...onCpu]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(output);
  });

  it('is remembered by the run', async () => {
    const copy = folderOf({});
    cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
    const out = join(copy, 'run');
    const { images } = JSON.parse(readFileSync(join(out, '.convspec-images.json'), 'utf8'));
    const names = images.filter(([set]: string[]) => set === 'test').map(([, , name]: string[]) => name);
    expect(names.sort()).toEqual(
      ['a', 'b'].map((n) => `../data/test/dark/${n}.png`).concat('../data/test/light/a.png'),
    );
    writeFileSync(join(copy, 'data/test/dark/a.png'), await picture(99));
    const { code, stderr } = await runCli(['evaluate', out, ...onCpu]);
    expect(code).toBe(1);
    expect(stderr).toContain('error: the images that the run was tested on have changed: 1 changed\n');
    const resumed = await runCli(['train', join(copy, 'spec.yaml'), '--out', out, '--resume', ...onCpu]);
    expect(resumed.stderr).toContain(`the images have changed since the run in "${out}" stopped: 1 changed`);
  });
});

describe('evaluate --data', () => {
  const evaluate = (...argv: string[]) => runCli(['evaluate', run, ...argv, ...onCpu]);

  it('accepts a manifest, whose missing class is a warning', async () => {
    const data = folderOf({ 'a.png': await picture(21), 'list.csv': 'image,label\na.png,dark\n' });
    const { code, stdout, stderr } = await evaluate('--data', join(data, 'list.csv'));
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `warning: the manifest ${data}/list.csv has no images of light\n`,
    });
    expect(stdout).toContain(`evaluated on 1 image of ${data}/list.csv: accuracy 100.00% (1 of 1)\n`);
  });

  it('accepts a source as in the section data', async () => {
    const data = folderOf({
      'a.png': await picture(21),
      'b.png': await picture(231),
      'list.csv': 'file,kind\na.png,dark\nb.png,light\n',
    });
    const { code, stdout, stderr } = await evaluate(
      '--data',
      `{ manifest: ${data}/list.csv, image: file, label: kind }`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('evaluated on 2 images of --data: accuracy 100.00% (2 of 2)\n');
  });

  it('accepts arrays', async () => {
    const pixels = [...Array(64).fill([20, 60, 235]), ...Array(64).fill([230, 60, 25])].flat();
    const data = folderOf({
      'x.npy': npyBytes(Uint8Array.from(pixels), [2, 8, 8, 3]),
      'y.npy': npyBytes(Uint8Array.of(0, 1), [2]),
    });
    const { code, stdout, stderr } = await evaluate(
      '--data',
      `{ arrays: { images: ${data}/x.npy, labels: ${data}/y.npy } }`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('accuracy 100.00% (2 of 2)');
  });

  it('warns of a folder without images of a class, and of training images', async () => {
    const data = folderOf({ 'dark/a.png': await picture(10) });
    const { code, stderr } = await evaluate('--data', data);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `warning: the folder ${data} has no images of light\nwarning: the model was trained on 1 of these 1 image, so the results are too good: ${data}/dark/a.png\n`,
    });
  });

  it.each([
    [
      'one array',
      ['--data', 'x.npy'],
      'error: "x.npy" contains one array, but images and their labels are two',
    ],
    ['unknown keys', ['--data', '{ folder: x }'], 'error: data: '],
    [
      'two sets',
      ['--data', 'x', '--on', 'test'],
      "option '--on <set>' cannot be used with option '--data <images>'",
    ],
  ])('rejects %s', async (_, argv, message) => {
    expect((await evaluate(...argv)).stderr).toContain(message);
  });
});
