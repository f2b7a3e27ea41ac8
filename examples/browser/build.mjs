// Bundles the page with esbuild; other bundlers work too.
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Builds the page in a folder, together with the WebAssembly files of the backend `wasm`. */
export async function buildPage(folder) {
  await build({
    absWorkingDir: here,
    entryPoints: ['main.js', 'main.css'],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    banner: { css: '@import "uPlot.min.css";' },
    logLevel: 'error',
  });
  const require = createRequire(import.meta.url);
  await cp(join(here, 'index.html'), join(folder, 'index.html'));
  await cp(require.resolve('uplot/dist/uPlot.min.css'), join(folder, 'uPlot.min.css'));
  const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'));
  for (const kind of ['', '-simd', '-threaded-simd']) {
    const name = `tfjs-backend-wasm${kind}.wasm`;
    await cp(join(wasm, name), join(folder, name));
  }
}
