import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { defineConfig } from 'tsup';
import { namespaceImport } from './scripts/bundle-plugins';
import { builtIn, checker, launcher } from './tsup.checker.config';

const common = { target: 'node20', splitting: true, treeshake: true, sourcemap: false } as const;

/** `?raw` gives a file's text, as in vite. */
const rawText = {
  name: 'raw-text',
  setup(build: Parameters<Plugin['setup']>[0]) {
    // The ending stays: without it tsup would take a style sheet for its own.
    build.onResolve({ filter: /\?raw$/ }, ({ path }) => ({ path, namespace: 'raw-text' }));
    build.onLoad({ filter: /.*/, namespace: 'raw-text' }, ({ path }) => ({
      contents: readFileSync(fileURLToPath(import.meta.resolve(path.replace(/\?raw$/, ''))), 'utf8'),
      loader: 'text' as const,
    }));
  },
};

/** `csv-parse` names its build for browsers apart, without a condition by which a bundler would find it. */
const csvForBrowsers = {
  name: 'csv-for-browsers',
  setup(build: Parameters<Plugin['setup']>[0]) {
    build.onResolve({ filter: /^csv-parse\/sync$/ }, () => ({
      path: 'csv-parse/browser/esm/sync',
      external: true,
    }));
  },
};

export default defineConfig([
  {
    ...common,
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    // The types of both entries in one program: most of a build's time is theirs.
    dts: { entry: { index: 'src/index.ts', 'browser/index': 'src/index.browser.ts' } },
  },
  {
    ...common,
    target: 'es2022',
    platform: 'browser',
    entry: { index: 'src/index.browser.ts' },
    outDir: 'dist/browser',
    format: ['esm'],
    noExternal: [/\?raw$/, 'csv-parse/sync'],
    esbuildPlugins: [rawText, namespaceImport, csvForBrowsers],
  },
  {
    ...common,
    treeshake: false,
    minify: true,
    entry: { convspec: 'src/cli/bin/convspec.ts' },
    outDir: 'dist/bin',
    format: ['esm'],
    noExternal: builtIn,
    esbuildPlugins: [namespaceImport],
    // Some of them are CommonJS and ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
  },
  checker,
  launcher,
]);
