import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli';

const complete = async (...line: string[]) => {
  const { code, stdout, stderr } = await runCli(['complete', '--', ...line]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter((text) => text !== '');
};
const words = (lines: readonly string[]) => lines.map((text) => text.split('\t')[0]);

describe('convspec complete', () => {
  it.each([
    [['tr'], ['train']],
    [['di'], ['diff', 'diagram']],
    [
      ['train', '--o'],
      ['--out', '--overwrite'],
    ],
    [
      ['train', '--backend', 'w'],
      ['webgpu', 'webgl', 'wasm'],
    ],
    [['validate', '--format', 's'], ['sarif']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish', 'powershell'],
    ],
    [['explain', 'shape/empty'], ['shape/empty-output']],
    [['train', '--set', 'training.ep'], ['training.epochs=']],
    [
      ['init', '--network', 'resnet'],
      ['resnet-18', 'resnet-50'],
    ],
    [['train', '--spec', 'x'], [':files']],
    [['train', ''], [':files']],
    [['init', '--for'], []],
    [['unheard', ''], []],
  ])('%j', async (line, expected) => {
    expect(words(await complete(...line))).toEqual(expected);
  });

  it('describes each candidate', async () => {
    expect(await complete('doc')).toEqual([expect.stringMatching(/^doctor\tcheck Node/)]);
  });

  it('is not in the help', async () => {
    expect((await runCli(['--help'])).stdout).not.toMatch(/^ {2}complete /m);
  });
});
