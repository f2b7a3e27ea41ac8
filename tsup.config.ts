import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { defineConfig } from 'tsup';

const common = { target: 'node20', splitting: true, treeshake: true, sourcemap: false } as const;

/** What is built into the programs: `validate-spec` is done in a moment, and finding packages would take half of it. */
const builtIn = [
  '@commander-js/extra-typings',
  'commander',
  'fastest-levenshtein',
  'fdir',
  'picomatch',
  'tinyglobby',
  'yaml',
  'zod',
];

/** `z` as a namespace import, of which only what is used is built in; by its name it brings every language's messages. */
const namespaceImport = {
  name: 'zod-by-namespace',
  setup(build: Parameters<Plugin['setup']>[0]) {
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^import \{ z \} from 'zod'/m, "import * as z from 'zod'"),
      loader: 'ts' as const,
    }));
  },
};

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
    entry: {
      convspec: 'src/cli/bin/convspec.ts',
      'validate-spec': 'src/cli/bin/validate-spec.ts',
      'check-thread': 'src/cli/bin/check-thread.ts',
    },
    outDir: 'dist/bin',
    format: ['esm'],
    noExternal: builtIn,
    esbuildPlugins: [namespaceImport],
    // Some of them are CommonJS and ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    onSuccess: async () => writeFileSync('dist/bin/LICENSES.txt', builtIn.map(licenceOf).join('\n')),
  },
]);

function licenceOf(name: string): string {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry)) ?? 'LICENSE';
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8')}`;
}
