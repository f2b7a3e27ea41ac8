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
  'pictures',
  'backends',
  'training',
];

it('trains for a moment and finds this machine in order, as data too', async () => {
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

it('says in text what does not work, and how it can', async () => {
  enter(folderOf({}));
  const { code, stdout } = await runCli(['doctor', '--backend', 'webgl']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^problem {2}training {4}.*webgl/m);
  expect(stdout).toMatch(/\n1 problem(, \d warnings?)?\n$/);
});

it('knows its backends', async () => {
  expect(await runCli(['doctor', '--backend', 'webgup'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('did you mean "webgpu"?'),
  });
});
