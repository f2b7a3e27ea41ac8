import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll } from 'vitest';

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/**
 * Bundles a TypeScript program before the tests of a file and removes it after them; call it at the top of the file.
 * Returns the path of the bundle. Each caller has a separate folder: two test files run at once, and a build that
 * rewrites a shared bundle lets a process read half of it.
 */
export function bundledProgram(source: URL): string {
  mkdirSync(cache, { recursive: true });
  // In node_modules, so that the program finds its packages.
  const outDir = mkdtempSync(join(cache, 'convspec-program-'));
  const name = basename(source.pathname, '.ts');
  beforeAll(async () => {
    await build({
      entry: { [name]: fileURLToPath(source) },
      outDir,
      format: 'esm',
      outExtension: () => ({ js: '.mjs' }),
      target: 'node20',
      dts: false,
      clean: false,
      config: false,
      silent: true,
    });
  }, 60_000);
  afterAll(() => rmSync(outDir, { recursive: true, force: true }));
  return join(outDir, `${name}.mjs`);
}
