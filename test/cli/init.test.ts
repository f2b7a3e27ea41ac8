import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Asker } from '../../src/cli/init/ask';
import { manyOf, photographsIn } from '../support/photographs';
import { folderOf } from '../support/tiny-project';
import { enter } from './enter';
import { runCli } from './run-cli';

/** A working directory with `photos`: dark and light images, which any network can separate. */
async function photosHere(name = 'photos'): Promise<void> {
  enter(folderOf({}));
  await photographsIn(name, {
    ...manyOf('dark', 8, { red: 10 }),
    ...manyOf('light', 4, { red: 240, height: 80, width: 60 }),
  });
}

const spec = () => parse(readFileSync('convspec.yaml', 'utf8'));

it('inspects the images, writes the spec, and prints the next command', async () => {
  await photosHere();
  writeFileSync('photos/light/broken.png', 'no picture');
  const { code, stdout, stderr } = await runCli(['init', 'photos']);
  expect(stderr).toBe(`photos: 13 images in 2 classes: dark 8, light 5
jpeg; 60×80 to 80×60 pixels (height × width); color
warning: 1 of 13 checked images cannot be used; training skips it:
  the image photos/light/broken.png is not an image in a supported format
`);
  expect(stdout).toBe(`convspec.yaml: small, 251,106 parameters, 48×48×3 to 2 classes, up to 100 epochs

next: convspec train
`);
  expect(code).toBe(0);
  expect(spec()).toMatchObject({
    name: 'photos',
    input: { shape: [48, 48, 3], resize: 'cover' },
    classes: ['dark', 'light'],
    data: { train: { directory: 'photos' }, validation: { split: 0.2 } },
  });
});

it('writes a spec that validates without warnings and trains, both without arguments', async () => {
  await photosHere();
  await runCli(['init', 'photos', '--yes', '--size', '16']);
  expect(await runCli(['validate', '--max-warnings', '0', '--notes'])).toEqual({
    code: 0,
    stdout: '1 spec checked, no problems found\n',
    stderr: '',
  });
  const trained = await runCli(['train', '--backend', 'cpu', '--set', 'training.epochs=2']);
  expect(trained).toMatchObject({ code: 0, stderr: expect.stringMatching(/^spec convspec\.yaml\n/) });
  expect(trained.stdout).toContain('evaluated on 3 validation images: accuracy ');
  const measured = await runCli(['evaluate', '--backend', 'cpu', '--format', 'json']);
  expect(measured.stderr).toContain('model runs/photos\n');
  expect(JSON.parse(measured.stdout)).toMatchObject({ images: 3, model: { name: 'photos' } });
  const predicted = await runCli([
    ...['predict', 'runs/photos', 'photos/dark/1.jpg'],
    ...['--top', '1', '--backend', 'cpu', '--format', 'csv'],
  ]);
  expect(predicted.stdout).toMatch(/^file,class,probability\nphotos\/dark\/1\.jpg,(dark|light),[01]/);
}, 60_000);

it('uses the values of options', async () => {
  await photosHere();
  const { code, stdout } = await runCli([
    ...['init', '--data', 'photos', '--size', '64x32', '--network', 'resnet-18'],
    ...['--classes', 'light,dark', '-o', 'net.yaml'],
  ]);
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('\nnext: convspec train net.yaml\n'),
  });
  expect(parse(readFileSync('net.yaml', 'utf8'))).toMatchObject({
    input: { shape: [64, 32, 3] },
    classes: ['light', 'dark'],
  });
});

it('creates the folder of the spec', async () => {
  await photosHere();
  expect((await runCli(['init', 'photos', '--out', 'new/specs/net.yaml'])).code).toBe(0);
  const { data } = parse(readFileSync('new/specs/net.yaml', 'utf8'));
  expect(data.train.directory).toBe('../../photos');
});

it('names the spec after the data set, and keeps test images out of training', async () => {
  enter(folderOf({}));
  for (const set of ['train', 'test'])
    await photographsIn(`toys/${set}`, { ...manyOf('a', 3), ...manyOf('b', 3) });
  const { stderr } = await runCli(['init', 'toys/train']);
  expect(stderr).toMatch(/^toys\/train: 6 images in 2 classes/);
  expect(spec().name).toBe('toys');
  const whole = await runCli(['init', 'toys', '--overwrite']);
  expect(whole.stderr).toContain('toys/test: 6 images in 2 classes: a 3, b 3, for the test at the end\n');
  expect(spec()).toMatchObject({
    name: 'toys',
    data: {
      train: { directory: 'toys/train' },
      validation: { split: 0.2 },
      test: { directory: 'toys/test' },
    },
  });
});

it('uses the original input size of a network of the zoo', async () => {
  await photosHere();
  await runCli(['init', 'photos', '--network', 'lenet-5']);
  expect(spec().input.shape).toEqual([28, 28, 3]);
});

it('never replaces a spec without --overwrite', async () => {
  await photosHere();
  writeFileSync('convspec.yaml', 'mine');
  expect(await runCli(['init', 'photos', '--yes'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: "convspec.yaml" already exists\n  = hint: use --overwrite to replace it, or --out for another file\n',
  });
  expect(readFileSync('convspec.yaml', 'utf8')).toBe('mine');
  for (const flag of ['--overwrite', '--force']) {
    writeFileSync('convspec.yaml', 'mine');
    expect((await runCli(['init', 'photos', flag])).code).toBe(0);
    expect(spec().name).toBe('photos');
  }
});

it.each([
  ['the only folder of images', [], 0, 'pictures: 12 images'],
  ['one of several', ['more'], 1, 'several folders here have images in class folders: more, pictures'],
])('finds %s', async (_, others, code, stderr) => {
  await photosHere('pictures');
  mkdirSync('src');
  for (const other of others) await photographsIn(other, { ...manyOf('a', 1), ...manyOf('b', 1) });
  const run = await runCli(['init']);
  expect(run).toMatchObject({ code, stderr: expect.stringContaining(stderr) });
});

it.each([
  [['gone'], 1, 'the folder gone does not exist'],
  [['photos', '--network', 'resnet18'], 1, 'did you mean "resnet-18"?'],
  [['photos', '--classes', 'dark,owl'], 1, '--classes dark,owl: the class folders are dark, light'],
  [['photos', '--classes', '3'], 1, '--classes 3: the class folders are dark, light'],
  [['photos', '--size', '4'], 2, 'Expected 8 to 1024 pixels'],
  [['photos', '--data', 'photos'], 2, 'two folders were given: photos and --data photos'],
  [['photos', '--network', 'alexnet', '--size', '16'], 1, 'the network alexnet cannot take images of 16×16'],
  [['photos', '--out', 'photos', '--overwrite'], 2, '--out photos: it is a folder, not a file'],
  [
    ['photos', '--out', 'photos/dark/1.jpg/net.yaml'],
    1,
    'cannot create the folder "photos/dark/1.jpg": it is a file, not a folder',
  ],
])('rejects %j, and writes nothing', async (argv, code, stderr) => {
  await photosHere();
  const run = await runCli(['init', ...argv]);
  expect(run).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(stderr) });
  expect(existsSync('convspec.yaml')).toBe(false);
});

it('rejects images of which none can be set aside for validation', async () => {
  enter(folderOf({}));
  await photographsIn('photos', { ...manyOf('a', 1), ...manyOf('b', 1) });
  expect(await runCli(['init', 'photos'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('error: photos has only one image per class, so none can be set aside'),
  });
  expect(existsSync('convspec.yaml')).toBe(false);
});

it('reports the first error if no image can be used', async () => {
  enter(folderOf({ 'photos/a/1.jpg': 'x', 'photos/b/1.jpg': 'y' }));
  expect((await runCli(['init', 'photos'])).stderr).toContain(
    'error: none of the 2 images checked in photos can be decoded; the first: the image photos/a/1.jpg',
  );
});

it('prompts in a terminal, and uses the answers', async () => {
  await photosHere();
  await photographsIn('pictures', { ...manyOf('a', 1), ...manyOf('b', 1) });
  writeFileSync('convspec.yaml', 'mine');
  const asked: string[] = [];
  const asker: Asker = {
    select: async (message, choices) => {
      asked.push(message);
      return choices.find((choice) => ['photos', 'medium'].includes(choice)) ?? '';
    },
    text: async (message, proposed, fault) => {
      asked.push(`${message}: ${proposed}`);
      expect([fault('7'), fault('64')]).toEqual([expect.stringContaining('Expected 8 to 1024 pixels'), null]);
      return '64';
    },
    confirm: async (message) => {
      asked.push(message);
      return message.includes('Replace');
    },
  };
  expect((await runCli(['init'], { asker })).code).toBe(0);
  expect(asked).toEqual([
    'convspec.yaml already exists. Replace it?',
    'Which folder of images?',
    'Network',
    'Input size in pixels: 96, or height and width as 96x128: 48',
    'Does a mirrored image still belong to its class? (photos: yes; letters: no)',
  ]);
  expect(spec()).toMatchObject({ input: { shape: [64, 64, 3] } });
  expect(spec().data.train.augment).not.toHaveProperty('flip');
  expect(readFileSync('convspec.yaml', 'utf8')).toContain('A medium-sized network');
});
