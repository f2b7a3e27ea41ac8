import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build as buildWithEsbuild } from 'esbuild';
import type { Browser } from 'playwright-core';
import { build as buildWithVite } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { codeBlocks } from '../docs/pages';
import { webProject } from './bundle';
import { executablePath, serve, startBrowser, why } from './open-page';

/** The recipes of docs/browser.md, in the order of the page. */
const recipes = codeBlocks('js')
  .filter(({ page }) => page === 'docs/browser.md')
  .map(({ text }) => text);
const [vite = '', forWebpack = '', esbuild = ''] = recipes.filter((text) => text.includes('setWasmPaths'));
const esbuildScript = recipes.find((text) => text.includes("from 'esbuild'")) ?? '';

/** Trains two epochs on images of one color, and reports the backend and the warnings. */
const program = `
import { buildFromSpec } from 'convspec';

const spec = {
  version: 1,
  name: 'plain',
  input: { shape: [4, 4, 1], rescale: '1/255' },
  classes: ['a', 'b'],
  blocks: [
    { name: 'conv', type: 'conv', filters: 2, kernel: 3 },
    { name: 'flatten', type: 'flatten' },
    { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: { optimizer: { type: 'sgd' }, epochs: 2, batchSize: 4 },
};

globalThis.train = async () => {
  const { backend, train } = await buildFromSpec(spec, { backend: ['wasm', 'cpu'] });
  const x = new Uint8Array(4 * 16).map((_, i) => (i < 32 ? 0 : 255));
  const run = await train({ data: { train: { x, y: [0, 0, 1, 1] } }, overwrite: true });
  const warnings = [];
  for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
  const { history } = await run.result;
  return { backend: backend.name, warning: backend.warning ?? null, epochs: history.length, warnings };
};
`;

const page = '<!doctype html><meta charset="utf-8"><script type="module" src="/assets/main.js"></script>';

interface Outcome {
  readonly backend: string;
  readonly warning: string | null;
  readonly epochs: number;
  readonly warnings: readonly string[];
}

async function bundledByVite(recipe: string): Promise<string> {
  const folder = webProject({
    'index.html': '<!doctype html><meta charset="utf-8"><script type="module" src="/main.js"></script>',
    'main.js': recipe + program,
  });
  await buildWithVite({ root: folder, logLevel: 'silent', configFile: false, build: { minify: false } });
  return join(folder, 'dist');
}

async function bundledByWebpack(recipe: string): Promise<string> {
  const folder = webProject({ 'index.html': page, 'main.js': recipe + program });
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: './main.js',
    output: { path: join(folder, 'out/assets'), filename: 'main.js' },
    optimization: { minimize: false },
    performance: false,
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  await new Promise((resolve) => compiler.close(resolve));
  expect(stats?.toJson({ errors: true }).errors?.map(({ message }) => message)).toEqual([]);
  cpSync(join(folder, 'index.html'), join(folder, 'out/index.html'));
  return join(folder, 'out');
}

/** With the options that the page recommends, or without them. */
async function bundledByEsbuild(recipe: string): Promise<string> {
  const folder = webProject({ 'index.html': page, 'main.js': recipe + program });
  const [, options = '{}'] = /await build\(([\s\S]*?)\);/.exec(recipe === '' ? '' : esbuildScript) ?? [];
  await buildWithEsbuild({
    entryPoints: ['main.js'],
    bundle: true,
    format: 'esm',
    outdir: 'dist/assets',
    ...(new Function(`return ${options}`)() as BuildOptions),
    absWorkingDir: folder,
    logLevel: 'silent',
  });
  cpSync(join(folder, 'index.html'), join(folder, 'dist/index.html'));
  return join(folder, 'dist');
}

describe.skipIf(executablePath === undefined)(`.wasm files in a page${why}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  async function trainedIn(folder: string): Promise<{ readonly outcome: Outcome; readonly url: string }> {
    const server = await serve(folder);
    const page = await browser.newPage();
    try {
      await page.goto(`${server.url}index.html`);
      await page.waitForFunction(() => 'train' in globalThis, undefined, { timeout: 60_000 });
      const outcome = await page.evaluate(() =>
        (globalThis as unknown as { train(): Promise<Outcome> }).train(),
      );
      return { outcome, url: server.url };
    } finally {
      await page.close();
      server.close();
    }
  }

  const onWasm = { backend: 'wasm', warning: null, epochs: 2, warnings: [] };

  it.each([
    ['Vite', bundledByVite, vite],
    ['webpack', bundledByWebpack, forWebpack],
    ['esbuild', bundledByEsbuild, esbuild],
  ] as const)(
    'are found with the recipe for %s',
    async (_, bundle, recipe) => {
      expect(recipe).toContain('setWasmPaths');
      const { outcome } = await trainedIn(await bundle(recipe));
      expect(outcome).toEqual(onWasm);
    },
    240_000,
  );

  it('are named by a warning if they are not found', async () => {
    const { outcome, url } = await trainedIn(await bundledByEsbuild(''));
    const warning = `the backend is cpu (CPU, plain JavaScript), which is slow, because wasm cannot be used: the page cannot load "${url}tfjs-backend-wasm-simd.wasm" (status 404); to use wasm, serve the folder wasm-out of the package @tensorflow/tfjs-backend-wasm, and call its setWasmPaths(url) with the URL of that folder before training`;
    expect(outcome).toEqual({ backend: 'cpu', warning, epochs: 2, warnings: [warning] });
  }, 240_000);
});
