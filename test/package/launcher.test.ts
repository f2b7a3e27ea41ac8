import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { root, runNode } from './run-node';

const launcher = join(root, 'dist/bin/validate-spec.cjs');
const bundle = join(root, 'dist/bin/validate-spec.mjs');
const wrong = tinySpec.replace('filters', 'filtres');

/** Runs `validate-spec` with its cache in a folder. */
function validate(cache: string, argv: readonly string[], cwd: string) {
  return runNode([launcher, ...argv], { cwd, env: { ...process.env, NODE_COMPILE_CACHE: cache } });
}

function project() {
  const cwd = folderOf({ 'net.yaml': tinySpec, 'wrong.yaml': wrong });
  return { cwd, cache: join(cwd, 'cache') };
}

const cached = (cache: string) =>
  readdirSync(join(cache, 'convspec')).map((name) => join(cache, 'convspec', name));

describe('the launcher of validate-spec', () => {
  it('prints what the bundle prints, without and with compiled code', async () => {
    const { cwd, cache } = project();
    for (const argv of [['net.yaml'], ['wrong.yaml'], ['missing.yaml'], ['--help'], ['--bogus']]) {
      const plain = await runNode([bundle, ...argv], { cwd });
      expect(await validate(cache, argv, cwd)).toEqual(plain);
      expect(await validate(cache, argv, cwd)).toEqual(plain);
    }
  });

  it('keeps one file, which only its user can read', async () => {
    const { cwd, cache } = project();
    await validate(cache, ['--help'], cwd);
    await validate(cache, ['wrong.yaml'], cwd);
    const [file = '', ...others] = cached(cache);
    expect(others).toEqual([]);
    expect(statSync(file).mode & 0o077).toBe(0);
    const first = readFileSync(file);
    await validate(cache, ['net.yaml'], cwd);
    expect(readFileSync(file).equals(first)).toBe(true);
  });

  it.each([
    [
      'a flipped bit in the code',
      (bytes: Buffer) => bytes.fill(bytes.readUInt8(900_000) ^ 1, 900_000, 900_001),
    ],
    ['a flipped bit in the source', (bytes: Buffer) => bytes.fill(bytes.readUInt8(1000) ^ 1, 1000, 1001)],
    ['a cut end', (bytes: Buffer) => bytes.subarray(0, 700_000)],
    ['nothing', () => Buffer.alloc(0)],
    ['other bytes', () => Buffer.alloc(2_000_000, 7)],
  ])('replaces a cache with %s', async (_, damage) => {
    const { cwd, cache } = project();
    const plain = await validate(cache, ['wrong.yaml'], cwd);
    const [file = ''] = cached(cache);
    const damaged = damage(readFileSync(file));
    writeFileSync(file, damaged);
    expect(await validate(cache, ['wrong.yaml'], cwd)).toEqual(plain);
    expect(readFileSync(file).equals(damaged)).toBe(false);
  });

  it('runs without a folder for the cache', async () => {
    const { cwd } = project();
    writeFileSync(join(cwd, 'file'), '');
    expect(await validate(join(cwd, 'file'), ['net.yaml'], cwd)).toMatchObject({ code: 0, stderr: '' });
  });

  it('loads plugins', async () => {
    const { cwd, cache } = project();
    writeFileSync(join(cwd, 'plugin.mjs'), 'export default {};');
    await validate(cache, ['net.yaml'], cwd);
    const argv = ['--plugin', 'plugin.mjs', 'net.yaml'];
    expect(await validate(cache, argv, cwd)).toMatchObject({ code: 0, stderr: '' });
  });

  it('writes nothing where Node is told not to keep compiled code', async () => {
    const { cwd, cache } = project();
    mkdirSync(cache);
    chmodSync(cache, 0o700);
    const env = { ...process.env, NODE_COMPILE_CACHE: cache, NODE_DISABLE_COMPILE_CACHE: '1' };
    expect(await runNode([launcher, 'net.yaml'], { cwd, env })).toMatchObject({ code: 0 });
    expect(readdirSync(cache)).toEqual([]);
  });
});
