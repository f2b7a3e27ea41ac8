import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { root } from '../package/run-node';
import { type AtEnd, folderOf } from '../support/tiny-project';

/** A folder of a project with this package and the given files. */
export function webProject(files: Readonly<Record<string, string>>, atEnd?: AtEnd): string {
  const folder = folderOf(files, atEnd);
  for (const name of ['convspec', '@tensorflow', 'zod']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(name === 'convspec' ? root : join(root, 'node_modules', name), link);
  }
  return folder;
}

/** Bundles `main.js` and `worker.js` of a project for browsers into its folder `out`, like a user of esbuild. */
export async function bundleWithEsbuild(folder: string, { minify = false } = {}): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.js', 'worker.js'].filter((name) => existsSync(join(folder, name))),
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    minify,
    metafile: true,
    logLevel: 'silent',
  });
  return metafile;
}

/** The bytes and modules of an esbuild bundle that are loaded initially, without dynamic imports. */
export function initialLoad({ outputs }: Metafile): {
  readonly bytes: number;
  readonly modules: readonly string[];
} {
  const loaded = new Map<string, Metafile['outputs'][string]>();
  const load = (path: string) => {
    const output = outputs[path];
    if (!output || loaded.has(path)) return;
    loaded.set(path, output);
    for (const { path: next, kind } of output.imports) if (kind === 'import-statement') load(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (entryPoint === 'main.js') load(path);
  const parts = [...loaded.values()];
  return {
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    modules: parts.flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([name, { bytesInOutput }]) => (bytesInOutput > 0 ? [name] : [])),
    ),
  };
}
