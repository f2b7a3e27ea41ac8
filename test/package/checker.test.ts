import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { root, runNode } from './run-node';

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly bytes: number }>>;
  readonly outputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }>
  >;
}

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe('the bundled checker', () => {
  const { inputs, outputs } = json('dist/bin/metafile-esm.json') as Metafile;
  const modules = Object.keys(inputs);

  it('contains no behaviour of callbacks, no codec and no tensor library', () => {
    expect(modules).toContain('src/check/check-spec.ts');
    const heavy =
      /@tensorflow|onnxruntime|h5wasm|sharp|fflate|yazl|protobuf|elkjs|^src\/(compile|hosts\/browser)\/|^src\/base\/(codecs|hdf5)\//;
    expect(modules.filter((path) => heavy.test(path))).toEqual([]);
    // Of `run` only the errors that the command line recognizes by their class.
    expect(modules.filter((path) => path.startsWith('src/run/'))).toEqual([
      'src/run/backends/backend-error.ts',
      'src/run/training/training-error.ts',
    ]);
  });

  it('imports nothing but modules of Node, each when it is used', () => {
    const imported = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
    expect(imported).toEqual([]);
  });

  it('is below 700 kB', () => {
    expect(statSync(join(root, 'action/validate-spec.mjs')).size).toBeLessThan(700_000);
  });

  it('checks many specs in threads of the same file', async () => {
    const specs = Array.from({ length: 160 }, (_, i) => [`specs/${i}.yaml`, tinySpec]);
    const cwd = folderOf(Object.fromEntries(specs));
    const { code, stdout, stderr } = await runNode([join(root, 'action/validate-spec.mjs')], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^160 specs/);
  });
});

describe('the package validate-spec', () => {
  it('has the version of the main package', () => {
    expect(json('packages/validate-spec/package.json').version).toBe(json('package.json').version);
  });

  it('is packed from a checkout, and runs without node_modules', async () => {
    const folder = folderOf({ 'net.yaml': tinySpec });
    // npx passes the settings of this project on to npm.
    const argv = ['pack', '--ignore-scripts=false', '--json', '--pack-destination', folder];
    const packed = execFileSync('npm', argv, {
      cwd: join(root, 'packages/validate-spec'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename, files }] = JSON.parse(packed.slice(packed.indexOf('[')));
    expect(files.map(({ path }: { path: string }) => path).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'LICENSES.txt',
      'README.md',
      'package.json',
      'validate-spec.cjs',
      'validate-spec.mjs',
    ]);
    execFileSync('tar', ['-xzf', filename], { cwd: folder });
    const { code, stdout } = await runNode(['package/validate-spec.cjs', 'net.yaml'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^1 spec/);
  });
});
