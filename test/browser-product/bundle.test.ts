import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { build as buildWithVite } from 'vite';
import { describe, expect, it } from 'vitest';
import { root } from '../package/run-node';
import { folderOf } from '../support/tiny-project';
import { bundleWithEsbuild, initialLoad, webProject } from './bundle';

const everything = "import * as convspec from 'convspec'; globalThis.convspec = convspec;";
const checking = "import { validateSpec } from 'convspec'; globalThis.validateSpec = validateSpec;";

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Packages that only run in Node, and Node's own modules. */
const notForBrowsers =
  /node_modules\/(sharp|@img|yazl|webgpu|@tensorflow\/tfjs-node|detect-libc|tinyglobby)\//;

describe('the package in a bundle for browsers', () => {
  it('contains nothing of Node: esbuild, which fails on missing modules', async () => {
    const { inputs, outputs } = await bundleWithEsbuild(webProject({ 'main.js': everything }));
    const names = Object.keys(inputs);
    expect(names.filter((name) => name.includes('tfjs-core'))).not.toEqual([]);
    expect(names.filter((name) => notForBrowsers.test(name))).toEqual([]);
    expect(Object.keys(outputs).filter((name) => name.endsWith('.css'))).toEqual([]);
  });

  it('contains nothing of Node: vite', async () => {
    const folder = webProject({ 'main.js': everything });
    const left: string[] = [];
    const modules: string[] = [];
    await buildWithVite({
      root: folder,
      logLevel: 'silent',
      configFile: false,
      build: {
        outDir: 'out',
        minify: false,
        modulePreload: false,
        lib: { entry: 'main.js', formats: ['es'] },
      },
      plugins: [
        {
          name: 'note-modules',
          generateBundle(_, bundle) {
            for (const chunk of Object.values(bundle)) {
              if (chunk.type !== 'chunk') continue;
              left.push(...[...chunk.imports, ...chunk.dynamicImports].filter((name) => !(name in bundle)));
              modules.push(...Object.keys(chunk.modules));
            }
          },
        },
      ],
    });
    const builtIn = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    expect(left.filter((name) => builtIn.has(name))).toEqual([]);
    expect(modules.filter((name) => name.includes('tfjs-core'))).not.toEqual([]);
    expect(modules.filter((name) => notForBrowsers.test(name))).toEqual([]);
    expect(readdirSync(join(folder, 'out')).length).toBeGreaterThan(5);
  });

  it('can be bundled without the optional packages', async () => {
    const folder = folderOf({ 'main.js': everything });
    const modules = join(folder, 'node_modules');
    cpSync(join(root, 'dist/browser'), join(modules, 'convspec/dist/browser'), { recursive: true });
    cpSync(join(root, 'package.json'), join(modules, 'convspec/package.json'));
    const { dependencies, peerDependencies, peerDependenciesMeta } = manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      if (name in peerDependenciesMeta) continue;
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    }
    const { outputs } = await bundleWithEsbuild(folder);
    const left = Object.values(outputs).flatMap(({ imports }) =>
      imports.flatMap(({ path, external }) => (external ? [path] : [])),
    );
    expect(left.sort()).toEqual(['@tensorflow/tfjs-backend-webgl', '@tensorflow/tfjs-backend-webgpu']);
  });

  it('checks specs without a tensor library, in less than 500 kB', async () => {
    const metafile = await bundleWithEsbuild(webProject({ 'main.js': checking }), { minify: true });
    const { bytes, modules } = initialLoad(metafile);
    expect(modules.filter((name) => name.includes('dist/browser'))).not.toEqual([]);
    expect(modules.filter((name) => /tensorflow|h5wasm|uplot|elkjs/.test(name))).toEqual([]);
    expect(bytes).toBeLessThan(500_000);
  });

  it('has types for browsers', () => {
    const { exports } = manifest;
    const [first] = Object.keys(exports['.']);
    expect(first).toBe('browser');
    const types = readFileSync(new URL(`../../${exports['.'].browser.types}`, import.meta.url), 'utf8');
    for (const name of ['buildFromSpec', 'openStoredRun', 'BrowserPicture']) expect(types).toContain(name);
    expect(types).not.toContain('evaluateModel');
  });
});
