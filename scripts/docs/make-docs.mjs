// Writes the generated pages of docs/ and types of src/language/: `npm run docs`, from the root of the repository.
// To write to another root: `node scripts/docs/make-docs.mjs FOLDER`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [root = '.'] = process.argv.slice(2);
// Inside node_modules, so that the bundle can resolve its packages.
const bundle = resolve(`node_modules/.cache/convspec-docs-${process.pid}.mjs`);

try {
  await build({
    entryPoints: ['scripts/docs/pages.ts'],
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { generatedFiles } = await import(pathToFileURL(bundle).href);
  for (const [path, content] of Object.entries(generatedFiles)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, formatted(path, await content()));
  }
} finally {
  rmSync(bundle, { force: true });
}

/** Code as Biome formats it; other text as it is. */
function formatted(path, text) {
  if (!path.endsWith('.ts')) return text;
  const biome = resolve('node_modules/@biomejs/biome/bin/biome');
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${path}`], {
    input: text,
    encoding: 'utf8',
  });
}
