import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { expect, it } from 'vitest';
import { root, runNode } from '../package/run-node';
import { folderOf } from '../support/tiny-project';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The output of a program that succeeds. */
async function printed(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runNode(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const newFolder = () => join(folderOf({}), 'run');

it('validate-spec.mjs prints a problem and the fixed spec', async () => {
  expect(await printed(['examples/validate-spec.mjs'])).toBe(
    `net.yaml:7:40: error: "conv2_conv" leaves no output: kernel [5, 5] is larger than its input [4, 4] with padding "valid" [shape/empty-output]
  |
7 |   - { type: conv, filters: 32, kernel: 5 }
  |                                        ^
  = its input [4, 4, 16] comes from "conv1" (net.yaml:6:5)
  = hint: use padding: same, a smaller kernel, a larger input, or fewer pools before it

fixed: 7146 parameters
`,
  );
});

it('build-from-spec.ts builds a family of networks', async () => {
  const { code } = await transform(read('examples/build-from-spec.ts'), { loader: 'ts', format: 'esm' });
  expect(await printed(['--input-type=module', '--eval', code])).toBe(
    `width-8: 6355 parameters, 811104 multiply-adds, 16 layers
width-16: 24227 parameters, 2801856 multiply-adds, 16 layers
width-32: 94531 parameters, 10322304 multiply-adds, 16 layers
blocks.2.pool.size: "conv3_pool" leaves no output: pool [2, 2] is larger than its input [1, 1] with padding "valid"
`,
  );
});

it('train-from-spec.mjs trains on the icons', async () => {
  expect(await printed(['examples/train-from-spec.mjs', '1', newFolder()])).toMatch(
    /^train-from-spec: 1548 parameters, on onnxruntime \(.*\)\nepoch 1: loss \d\.\d{3}, validation accuracy 0\.\d{3}\n7 files in .*\/run\n$/,
  );
});

it('transfer.mjs trains a new head on frozen features', async () => {
  expect(await printed(['examples/transfer.mjs', newFolder()])).toMatch(
    /^base: 696 images, 17286 of 17446 parameters trainable\n {2}accuracy .*\nfrozen: 12 images, 3078 of 17446 parameters trainable\n {2}initial weights: loaded 6 of 7 layers from ".*"; newly initialized: head_dense; unused in the file: head_dense\n {2}accuracy on icon sets not trained on: 0\.\d{3}\nscratch: 12 images, 17286 of 17446 parameters trainable\n {2}accuracy .*\n$/,
  );
}, 60_000);

it('custom-callback.mjs stops a run in time', async () => {
  expect(await printed(['examples/custom-callback.mjs', newFolder()])).toBe(
    '1 of 5 epochs: another epoch would not fit into 0.0001 minutes\nexpected a number more than 0, received -1\n',
  );
});

it('custom-backend.mjs trains and reports where the time was spent', async () => {
  expect(await printed(['examples/custom-backend.mjs', newFolder()])).toMatch(
    /^on timed: CPU, WebAssembly, .*\nvalidation accuracy 1\.00\nengine +calls +time\n(\w+ +\d+ +\d+ ms\n)*trainBatch +40 +\d+ ms\n(\w+ +\d+ +\d+ ms\n)*$/,
  );
});

it('custom-layer.mjs checks, trains, saves and loads a custom layer', async () => {
  expect(await printed(['examples/custom-layer.mjs', newFolder()])).toMatch(
    /^unknown key "epsilom"; did you mean "epsilon"\?\n714 parameters, accuracy (1\.00|0\.9\d)\nthe loaded model sees a lying stripe\n$/,
  );
});

it('the plugins work on the command line too', async () => {
  const folder = folderOf({
    'net.yaml': `version: 1
name: net
input: { shape: [8, 8, 1] }
classes: 2
blocks: [{ type: filterResponseNorm }, { type: flatten }, { type: dense, units: classes, activation: softmax }]
training: { backend: timed }
callbacks: [{ type: timeBudget, minutes: 5 }]
`,
  });
  const plugins = readdirSync(join(root, 'examples/plugins')).flatMap((name) => [
    '--plugin',
    `examples/plugins/${name}`,
  ]);
  expect(plugins).toHaveLength(6);
  const spec = join(folder, 'net.yaml');
  expect(await printed(['dist/bin/convspec.js', 'validate', spec, ...plugins])).toBe(
    '1 spec checked, no problems found\n',
  );
  expect((await runNode(['dist/bin/convspec.js', 'validate', spec])).code).toBe(1);
});

it('README.md lists every program, and only existing files', () => {
  const readme = read('examples/README.md');
  const commands = [...readme.matchAll(/(?:`node |`npx esbuild )(examples\/\S+?)[ `]/g)].map(
    ([, path]) => path ?? '',
  );
  const programs = readdirSync(join(root, 'examples')).filter((name) => /\.(mjs|ts)$/.test(name));
  // stripes.mjs is not a program: it generates images for some of them.
  for (const name of programs.filter((program) => program !== 'stripes.mjs'))
    expect(commands).toContain(`examples/${name}`);
  for (const path of [...commands, 'specs/icons-12.yaml']) expect(read(path)).not.toBe('');
});
