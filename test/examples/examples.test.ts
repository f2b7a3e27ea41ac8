import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runNode } from '../package/run-node';
import { folderOf } from '../support/tiny-project';

it('validate-spec.mjs shows a mistake and its mending', async () => {
  expect(await runNode(['examples/validate-spec.mjs'])).toEqual({
    code: 0,
    stderr: '',
    stdout: `net.yaml:7:40: error: conv2d "conv2" leaves no output: kernel [5, 5] is larger than its input [4, 4] with padding "valid" [shape/empty-output]
  |
7 |   - { type: conv, filters: 32, kernel: 5 }
  |                                        ^
  = its input [4, 4, 16] comes from "conv1" (net.yaml:6:5)
  = hint: use padding: same, a smaller kernel, a larger input, or one pool less before it

mended: 7146 parameters
`,
  });
});

it('train-from-spec.mjs trains on the icons', async () => {
  const out = join(folderOf({}), 'run');
  const { code, stdout, stderr } = await runNode(['examples/train-from-spec.mjs', '1', out]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^train-from-spec: 1548 parameters, on wasm \(.*\)\nepoch 1: loss \d\.\d{3}, validation accuracy 0\.\d{3}\n7 files in .*\/run\n$/,
  );
});

it('README.md names files that are there', () => {
  const readme = readFileSync(join(root, 'examples/README.md'), 'utf8');
  const programs = [...readme.matchAll(/`node (examples\/\S+)`/g)].map(([, path]) => path ?? '');
  expect(programs).toHaveLength(2);
  for (const path of [...programs, 'specs/icons-12.yaml']) {
    expect(readFileSync(join(root, path), 'utf8')).not.toBe('');
  }
});
