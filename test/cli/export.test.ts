import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeOnnx } from '../support/decode-onnx';
import { folderOf, tinySpec } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { enter } from './enter';
import { runCli } from './run-cli';

const trained = tinyRun();

/** A folder to work in, with the spec of the trained network in it. */
const workIn = (spec = tinySpec) => enter(folderOf({ 'net.yaml': spec }));
const exported = (...argv: string[]) => runCli(['export', trained.run, '--spec', 'net.yaml', ...argv]);

describe('convspec export', () => {
  it('writes the file and describes it', async () => {
    workIn();
    const { code, stdout, stderr } = await exported('-o', 'tiny.onnx');
    const size = readFileSync('tiny.onnx').length;
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: `tiny.onnx: tiny, 162 parameters, ${(size / 1000).toPrecision(3)} kB\n`,
    });
    expect(decodeOnnx(readFileSync('tiny.onnx')).metadata.convspec_classes).toBe('["dark","light"]');
  });

  it('uses the spec that the model contains', async () => {
    enter(folderOf({}));
    const { code, stderr } = await runCli(['export', trained.run, '-o', 'a.onnx']);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^a\.onnx: tiny, 162 parameters/),
    });
  });

  it('takes the spec from standard input, and a model file', async () => {
    enter(folderOf({}));
    const argv = ['export', join(trained.run, 'best.h5'), '--spec', '-', '--out', 'a.onnx'];
    expect(await runCli(argv, { stdin: tinySpec })).toMatchObject({ code: 0, stdout: '' });
    expect(readdirSync('.')).toEqual(['a.onnx']);
  });

  it('overrides the spec with --set', async () => {
    workIn(tinySpec.replace('filters: 4', 'filters: 5'));
    expect((await exported('-o', 'a.onnx')).code).toBe(1);
    expect((await exported('-o', 'a.onnx', '--set', 'blocks.conv1.filters=4')).code).toBe(0);
  });

  it('does not replace a file without --overwrite', async () => {
    workIn();
    writeFileSync('a.onnx', 'mine');
    expect(await exported('-o', 'a.onnx')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: "a.onnx" already exists\n  = hint: use --overwrite to replace it, or choose another name\n',
    });
    expect(readFileSync('a.onnx', 'utf8')).toBe('mine');
    expect((await exported('-o', 'a.onnx', '--overwrite')).code).toBe(0);
    expect(readFileSync('a.onnx').length).toBeGreaterThan(1000);
  });
});

describe('what convspec export rejects', () => {
  it.each([
    ['no name', ['run'], "error: required option '-o, --out <file>' not specified\n"],
    [
      'another ending',
      ['run', '-o', 'a.pb'],
      "error: option '-o, --out <file>' argument 'a.pb' is invalid. Expected a file name ending in .onnx.\n",
    ],
  ])('is a usage error: %s', async (_, argv, message) => {
    workIn();
    expect(await runCli(['export', ...argv])).toEqual({
      code: 2,
      stdout: '',
      stderr: message,
    });
  });

  it.each([
    [
      'a spec with a mistake',
      tinySpec.replace('filters: 4', 'filters: 0'),
      [],
      expect.stringMatching(/^net\.yaml:6:41: error: .*\[spec\/out-of-range\]/),
    ],
    [
      'a missing folder',
      tinySpec,
      ['-o', 'none/a.onnx'],
      'error: "none/a.onnx": cannot write: its folder does not exist\n  = hint: create the folder "none"\n',
    ],
    [
      'a folder that is a file',
      tinySpec,
      ['-o', 'net.yaml/a.onnx'],
      'error: "net.yaml/a.onnx": cannot write: its folder is a file\n  = hint: choose another folder\n',
    ],
  ])('%s', async (_, spec, argv, stderr) => {
    workIn(spec);
    expect(await exported('-o', 'a.onnx', ...argv)).toEqual({ code: 1, stdout: '', stderr });
    expect(readdirSync('.')).toEqual(['net.yaml']);
  });

  it('weights of another network', async () => {
    workIn(tinySpec.replace('kernel: 3', 'kernel: 5'));
    expect(await exported('-o', 'a.onnx')).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: "${join(trained.run, 'model.h5')}": its weight "conv1_conv/kernel" has shape [3, 3, 3, 4], expected [5, 5, 3, 4] as in the spec\n  = hint: use the spec that the weights were trained with, such as the spec.yaml of their run\n`,
    });
    expect(existsSync('a.onnx')).toBe(false);
  });

  it('a layer of a plugin', async () => {
    const plugin = `
      import { z } from '${import.meta.resolve('zod')}';
      const doubled = {
        type: 'doubled',
        about: 'Twice its input.',
        schema: z.strictObject({}),
        output: (options, [input]) => input,
        forward: (options, [x]) => x,
        kernels: [],
      };
      export default { layers: { doubled } };`;
    enter(
      folderOf({
        'plugin.mjs': plugin,
        'net.yaml': tinySpec.replace(
          '  - { name: flatten',
          '  - { name: twice, type: doubled }\n  - { name: flatten',
        ),
      }),
    );
    expect(await exported('-o', 'a.onnx', '--plugin', 'plugin.mjs')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: ONNX export does not support layers of plugins: the doubled of block "twice"\n  = hint: replace them with built-in kinds of block, or save the model as .keras or .h5, which support such layers\n',
    });
    expect(existsSync('a.onnx')).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('a folder that may not be written (not as root, who may)', async () => {
    workIn();
    const folder = folderOf({});
    chmodSync(folder, 0o555);
    expect(await exported('-o', join(folder, 'a.onnx'))).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: "${join(folder, 'a.onnx')}": cannot write: permission denied\n  = hint: allow writing to "${folder}", or choose another folder\n`,
    });
  });
});
