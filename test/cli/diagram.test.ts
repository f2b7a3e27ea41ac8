import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

describe('diagram', () => {
  it('prints an SVG', async () => {
    const { code, stdout, stderr } = await runCli(['diagram', '-'], { stdin: tinySpec });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*role="img" aria-label="tiny: /);
    expect(await runCli(['diagram', '-', '--out', '-'], { stdin: tinySpec })).toEqual({
      code,
      stdout,
      stderr,
    });
  });

  it('writes an SVG, and a PNG at twice its size', async () => {
    const folder = folderOf({});
    const files = { svg: join(folder, 'net.svg'), png: join(folder, 'net.PNG') };
    for (const file of Object.values(files))
      expect(await runCli(['diagram', '-', '--out', file], { stdin: tinySpec })).toEqual({
        code: 0,
        stdout: '',
        stderr: `${file}: tiny\n`,
      });
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(readFileSync(files.svg, 'utf8')) ?? [];
    const { format, ...size } = await sharp(files.png).metadata();
    expect([format, size.width, size.height]).toEqual(['png', 2 * Number(width), 2 * Number(height)]);
  });

  it('accepts theme, direction, level and overrides', async () => {
    const draw = async (...options: string[]) =>
      (await runCli(['diagram', '-', ...options], { stdin: tinySpec })).stdout;
    expect(await draw('--theme', 'dark')).toContain('.background{fill:#0d1117}');
    expect(await draw('--level', 'layers')).toContain('data-node="conv1_batchNorm"');
    expect(await draw('--set', 'input.shape=[20,20,3]')).toContain('>20×20×3</text>');
    const [right, down] = [await draw(), await draw('--direction', 'down')].map((svg) => {
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
      return Number(width) / Number(height);
    });
    expect(right).toBeGreaterThan(down ?? 0);
  });

  it.each([
    [['--out', 'net.jpg'], 'Expected a file name ending in .svg or .png, or - for standard output.'],
    [['--theme', 'blue'], 'Allowed choices are light, dark, auto.'],
    [['--direction', 'up'], 'Allowed choices are right, down.'],
    [['--level', 'neurons'], 'Allowed choices are blocks, layers.'],
  ])('rejects %j', async (options, message) => {
    expect(await runCli(['diagram', '-', ...options], { stdin: tinySpec })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('reports the errors of a spec like other commands, and writes nothing', async () => {
    const folder = folderOf({});
    const stdin = tinySpec.replace('kernel: 3', 'kernel: 30');
    const drawn = await runCli(['diagram', '-', '--out', join(folder, 'net.svg')], { stdin });
    expect(drawn).toEqual(await runCli(['summary', '-'], { stdin }));
    expect(drawn).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('shape/empty-output'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reports where it cannot write, and keeps the old image', async () => {
    const folder = folderOf({});
    const old = join(folder, 'net.svg');
    writeFileSync(old, 'old');
    const missing = join(folder, 'missing', 'net.svg');
    expect(await runCli(['diagram', '-', '--out', missing], { stdin: tinySpec })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its folder does not exist'),
    });
    expect(readFileSync(old, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['net.svg']);
  });
});
