// Writes the generated pages of docs/: `npm run docs`, from the root of the repository.
// To write to another folder: `node scripts/docs/make-docs.mjs FOLDER`.
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [folder = 'docs'] = process.argv.slice(2);
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
  const { generatedPages } = await import(pathToFileURL(bundle).href);
  for (const [name, page] of Object.entries(generatedPages)) writeFileSync(join(folder, name), await page());
} finally {
  rmSync(bundle, { force: true });
}
