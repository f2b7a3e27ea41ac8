import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { builtinsOnDemand, namespaceImport, yamlModules } from './scripts/bundle-plugins';

/** The packages that are built into the programs. */
export const builtIn = [
  '@commander-js/extra-typings',
  'commander',
  'fastest-levenshtein',
  'fdir',
  'picomatch',
  'tinyglobby',
  'yaml',
  'zod',
];

/** The checker as a single file without dependencies: dist/bin/check.js, which `npm run action` copies into action/. */
export const checker = {
  target: 'node20',
  splitting: false,
  minify: true,
  // The names with `node:` reach the plugin below as they are.
  removeNodeProtocol: false,
  entry: { check: 'src/cli/bin/check.ts' },
  outDir: 'dist/bin',
  format: ['esm' as const],
  noExternal: [/.*/],
  esbuildPlugins: [namespaceImport, yamlModules, builtinsOnDemand],
  banner: {
    js: "import { createRequire } from 'node:module'; const requireOfBundle = createRequire(import.meta.url);",
  },
  // The modules in it: a test reads them.
  metafile: true,
  onSuccess: async () => writeFileSync('dist/bin/LICENSES.txt', builtIn.map(licenceOf).join('\n')),
};

export default defineConfig(checker);

function licenceOf(name: string): string {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry)) ?? 'LICENSE';
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8')}`;
}
