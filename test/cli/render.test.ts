import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

describe('render', () => {
  it('makes every default explicit', async () => {
    const { code, stdout, stderr } = await runCli(['render', '-'], { stdin: tinySpec });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { input, blocks, training } = parse(stdout);
    expect(input).toEqual({
      shape: [8, 8, 3],
      color: 'rgb',
      resize: 'fill',
      rescale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
    expect(blocks[0]).toMatchObject({
      padding: 'valid',
      kernelInitializer: 'glorotUniform',
      batchNorm: { momentum: 0.5, epsilon: 0.001 },
      pool: { type: 'max', size: [3, 3], stride: [3, 3] },
      order: ['conv', 'batchNorm', 'activation', 'pool', 'dropout'],
    });
    expect(training).toMatchObject({ backend: 'auto', optimizer: { beta1: 0.9, beta2: 0.999 } });
  });

  it.each(['-', 'specs/convnet-12class.yaml', 'specs/icons-12.yaml'])(
    'gives a spec that renders as itself and makes the same network: %s',
    async (path) => {
      const first = await runCli(['render', path], { stdin: tinySpec });
      const second = await runCli(['render', '-'], { stdin: first.stdout });
      expect(second).toEqual(first);
      const summary = async (spec: string, stdin: string) =>
        JSON.parse((await runCli(['summary', spec, '--format', 'json'], { stdin })).stdout);
      expect(await summary('-', first.stdout)).toEqual(await summary(path, tinySpec));
    },
  );

  it('applies overrides', async () => {
    const { stdout } = await runCli(['render', '-', '--set', 'training.epochs=7'], { stdin: tinySpec });
    expect(parse(stdout).training.epochs).toBe(7);
  });
});
