import { expect, it } from 'vitest';
import { folderOf } from '../support/tiny-project';
import { enter } from './enter';
import { runCli } from './run-cli';

const names = [
  'node',
  'threads',
  'memory',
  'disk',
  'run folder',
  'packages',
  'tfjs-core',
  'images',
  'backends',
  'training',
];

it('finds no problems on this machine, and prints JSON', async () => {
  enter(folderOf({}));
  const { code, stdout, stderr } = await runCli(['doctor', '--backend', 'cpu', '--format', 'json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { findings, backends } = JSON.parse(stdout) as {
    findings: { name: string; status: string; message: string }[];
    backends: { backends: { name: string }[] };
  };
  expect(findings.map(({ name }) => name)).toEqual(names);
  expect(findings.filter(({ status }) => status === 'problem')).toEqual([]);
  expect(findings.at(-1)?.message).toMatch(/^two epochs on cpu in [\d.]+ s: loss 0\.\d+ → 0\.\d+$/);
  expect(backends.backends.map(({ name }) => name)).toContain('wasm');
});

it('prints what does not work, with a hint', async () => {
  enter(folderOf({}));
  const { code, stdout } = await runCli(['doctor', '--backend', 'webgl']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^problem {2}training {4}.*webgl/m);
  expect(stdout).toMatch(/\n1 problem(, \d warnings?)?\n$/);
});

it('rejects an unknown backend with a suggestion', async () => {
  expect(await runCli(['doctor', '--backend', 'webgup'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('did you mean "webgpu"?'),
  });
});
