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

const single = { target: 'node20', splitting: false, minify: true, outDir: 'dist/bin' } as const;

/** The checker as a single file without dependencies: dist/bin/validate-spec.mjs, which `npm run action` copies. */
export const checker = {
  ...single,
  // The names with `node:` reach the plugin below as they are.
  removeNodeProtocol: false,
  entry: { 'validate-spec': 'src/cli/bin/check.ts' },
  format: ['esm' as const],
  outExtension: () => ({ js: '.mjs' }),
  noExternal: [/.*/],
  esbuildPlugins: [namespaceImport, yamlModules, builtinsOnDemand],
  // All that makes it an ES module is in this line: the launcher runs the rest as a function of these two values.
  banner: {
    js: "import { createRequire } from 'node:module'; const urlOfBundle = import.meta.url, requireOfBundle = createRequire(urlOfBundle);",
  },
  esbuildOptions(options: { define?: Record<string, string> }) {
    options.define = { ...options.define, 'import.meta.url': 'urlOfBundle' };
  },
  // The modules in it: a test reads them.
  metafile: true,
  onSuccess: async () => writeFileSync('dist/bin/LICENSES.txt', builtIn.map(licenceOf).join('\n')),
};

/** Starts it: dist/bin/validate-spec.cjs. */
export const launcher = {
  ...single,
  entry: { 'validate-spec': 'src/cli/bin/validate-spec.ts' },
  format: ['cjs' as const],
  outExtension: () => ({ js: '.cjs' }),
};

export default defineConfig([checker, launcher]);

function licenceOf(name: string): string {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry)) ?? 'LICENSE';
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8')}`;
}
