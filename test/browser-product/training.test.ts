import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planOfText } from '../support/check-file';
import { readKerasH5 } from '../support/node-formats';
import { expectSoundOnnx } from '../support/sound-onnx';
import { folderOf } from '../support/tiny-project';
import { bundleWithEsbuild, webProject } from './bundle';
import { executablePath, serve, startBrowser, why } from './open-page';
import { pageHtml, program, workerProgram } from './page';

const yaml = `version: 1
name: shapes
input: { shape: [16, 16, 1], rescale: 1/255 }
classes: [bar, post]
blocks:
  - { name: conv1, type: conv, filters: 4, kernel: 3, activation: relu, pool: 2 }
  - { name: pool, type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }
training: { optimizer: { type: adam, learningRate: 0.02 }, metrics: [accuracy], epochs: 4, batchSize: 8, seed: 1 }
callbacks:
  - { type: modelCheckpoint, path: 'saved/best.keras', monitor: val_loss, saveBestOnly: true }
  - { type: tfjsModel }
  - { type: csvLogger, path: log.csv }
  - { type: tensorBoard, logDir: logs }
`;

/** What the page of `page.ts` has. */
interface ProgramWindow {
  readonly ready?: boolean;
  readonly convspec: typeof import('../../src/index.browser');
  readonly plugins: readonly import('../../src/run/plugin').Plugin[];
  train(yaml: string, options: object, backend: string, stopAfter?: number): Promise<Outcome>;
  classify(place: string, kind: string): Promise<string>;
  loadWithTfjs(run: string): Promise<number>;
  trainInWorker(): Promise<unknown>;
  /** Trains on them, labelled in turns; the warnings. */
  learnFrom(pictures: readonly unknown[]): Promise<readonly string[]>;
  failure(work: () => Promise<unknown>): Promise<{ name: string; message: string; hint: string } | null>;
}

interface Outcome {
  readonly backend: string;
  readonly folder: string;
  readonly losses: readonly number[];
  readonly files: readonly string[];
  readonly stopReason: string | null;
  readonly messages: readonly string[];
  readonly warnings: readonly string[];
  readonly accuracy: number | null;
}

const isReady = () => (globalThis as unknown as ProgramWindow).ready === true;

describe.skipIf(executablePath === undefined)(`a page that trains${why}`, () => {
  let browser: Browser;
  let page: Page;
  let url = '';
  const atEnd: (() => unknown)[] = [];

  beforeAll(async () => {
    const folder = webProject(
      { 'main.js': program, 'worker.js': workerProgram, 'index.html': pageHtml },
      (remove) => atEnd.push(remove),
    );
    await bundleWithEsbuild(folder);
    writeFileSync(join(folder, 'net.yaml'), yaml);
    writeFileSync(join(folder, 'dot.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
    writeFileSync(join(folder, 'plain.yaml'), yaml.slice(0, yaml.indexOf('callbacks:')));
    writeFileSync(join(folder, 'large.yaml'), `${yaml}#${'x'.repeat(2 * 2 ** 20)}`);
    const server = await serve(folder);
    atEnd.push(server.close);
    browser = await startBrowser(['--host-resolver-rules=MAP insecure.test 127.0.0.1']);
    page = await (await browser.newContext()).newPage();
    url = `${server.url}index.html`;
    await load();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    for (const end of atEnd) end();
  });

  async function load(where = page, at = url) {
    await where.goto(at);
    await where.waitForFunction(isReady);
  }

  const train = (options: object, backend: string, stopAfter?: number) =>
    page.evaluate(
      ([yaml, options, backend, stopAfter]) =>
        (window as unknown as ProgramWindow).train(yaml, options, backend, stopAfter),
      [yaml, options, backend, stopAfter] as const,
    );

  const filesOf = (run: string) =>
    page.evaluate(async (run) => {
      const { convspec } = window as unknown as ProgramWindow;
      return (await (await convspec.openStoredRun(run)).list()).map(({ path }) => path);
    }, run);

  it.each(['webgl', 'webgpu'])('learns on %s from pictures of every kind', async (backend) => {
    const outcome = await train({ out: `by/${backend}` }, backend);
    expect(outcome).toMatchObject({ backend, folder: `by/${backend}`, stopReason: null, warnings: [] });
    expect(outcome.losses).toHaveLength(4);
    expect(outcome.losses[3]).toBeLessThan(0.5 * (outcome.losses[0] ?? 0));
    expect(outcome.accuracy).toBe(1);
    expect(outcome.files).toEqual(
      expect.arrayContaining(['saved/best.keras', 'model.json', 'log.csv', 'report.html', 'model.h5']),
    );
    expect(await filesOf(`by/${backend}`)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^logs\/train\/events\.out/),
        expect.stringMatching(/^weights-[0-9a-f]{12}\.bin$/),
      ]),
    );
  });

  it('goes on after the page was left, to the result of a run that never stopped', async () => {
    const whole = await train({ out: 'whole' }, 'cpu');
    const part = await train({ out: 'part' }, 'cpu', 2);
    expect(part).toMatchObject({ stopReason: 'interrupted', losses: whole.losses.slice(0, 2) });
    await load();
    const resumed = await train({ out: 'part', resume: true }, 'cpu');
    expect(resumed).toMatchObject({ losses: whole.losses, stopReason: null });
    expect(resumed.messages[0]).toMatch(/^resumed in epoch 3, after batch 1$/);
    expect(await page.evaluate(readText, ['part', 'log.csv'] as const)).toBe(
      await page.evaluate(readText, ['whole', 'log.csv'] as const),
    );
  });

  it('keeps an earlier run unless told to overwrite it', async () => {
    await train({ out: 'kept' }, 'cpu', 1);
    const again = await page.evaluate((yaml) => {
      const { failure, train } = window as unknown as ProgramWindow;
      return failure(() => train(yaml, { out: 'kept' }, 'cpu'));
    }, yaml);
    expect(again).toEqual({
      name: 'RunFolderError',
      message: '"kept" holds an earlier run',
      hint: 'use resume to go on with it, overwrite to replace it, or another name as out',
    });
    expect((await train({ out: 'kept', overwrite: true }, 'cpu', 1)).losses).toHaveLength(1);
  });

  it('has its models downloaded, loaded by tfjs, and used', async () => {
    await train({ out: 'used' }, 'cpu');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate(async () => {
        const { convspec } = window as unknown as ProgramWindow;
        await (await convspec.openStoredRun('used')).download('model.h5');
      }),
    ]);
    const path = join(folderOf({}), download.suggestedFilename());
    await download.saveAs(path);
    const saved = await readKerasH5(path);
    expect(saved.weightInfos.map(({ path }) => path)).toContain('conv1_conv/kernel');
    expect(JSON.parse(saved.attributes.convspec_classes ?? '')).toEqual(['bar', 'post']);

    expect(
      await page.evaluate(async () => {
        const { classify, loadWithTfjs } = window as unknown as ProgramWindow;
        return [
          await classify('used', 'bar'),
          await classify('used/saved/best.keras', 'post'),
          await classify('used/model.json', 'bar'),
          await loadWithTfjs('used'),
        ];
      }),
    ).toEqual(['bar', 'post', 'bar', 4 * 10 + 2 * (196 + 1)]);
  });

  it('writes the trained network in ONNX', async () => {
    await train({ out: 'exported' }, 'cpu');
    const bytes = await page.evaluate(async () => {
      const { convspec } = window as unknown as ProgramWindow;
      return [...(await convspec.exportOnnx('plain.yaml', { weights: 'exported' })).bytes];
    });
    const plan = planOfText(yaml.slice(0, yaml.indexOf('callbacks:')));
    const { metadata } = expectSoundOnnx(Uint8Array.from(bytes), plan);
    expect(metadata.convspec_classes).toBe('["bar","post"]');
  });

  it('offers all files in one archive', async () => {
    await train({ out: 'all/of it' }, 'cpu', 1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate(async () => {
        const { convspec } = window as unknown as ProgramWindow;
        await (await convspec.openStoredRun('all/of it')).downloadAll();
      }),
    ]);
    expect(download.suggestedFilename()).toBe('of it.zip');
    const path = join(folderOf({}), 'all.zip');
    await download.saveAs(path);
    const bytes = readFileSync(path).toString('latin1');
    for (const name of ['history.json', 'report.html', 'saved/best.keras']) expect(bytes).toContain(name);
  });

  it('says what is wrong in words', async () => {
    const said = await page.evaluate(async (yaml) => {
      const { convspec, failure, plugins, train } = window as unknown as ProgramWindow;
      const { buildFromSpec, openStoredRun, validateSpec } = convspec;
      const built = await buildFromSpec('net.yaml', { backend: 'cpu', plugins });
      const { diagnostics } = await validateSpec('large.yaml', { plugins });
      return {
        missing: await failure(() => validateSpec('gone.yaml')),
        unreachable: await failure(() => validateSpec('http://localhost:1/net.yaml')),
        large: diagnostics.map(({ message }) => message),
        folders: await failure(() => built.train()),
        noRun: await failure(() => openStoredRun('nothing')),
        outside: await failure(() =>
          train(yaml.replace('log.csv', 'a/log.csv'), { out: 'x', resume: true }, 'cpu'),
        ),
      };
    }, yaml);
    expect(said).toMatchObject({
      missing: { message: expect.stringMatching(/gone\.yaml: the server responded with status 404$/) },
      unreachable: {
        message: 'http://localhost:1/net.yaml: could not be fetched: Failed to fetch',
        hint: expect.stringContaining('CORS'),
      },
      large: ['expected a spec of at most 2 MiB, received a larger file'],
      folders: { message: 'the spec names no data to train on' },
      noRun: { message: 'this browser keeps no run "nothing"' },
      outside: { message: 'there is no run to go on with in "x"' },
    });
  });

  it('is alone with its run', async () => {
    const said = await page.evaluate((yaml) => {
      const { failure, train } = window as unknown as ProgramWindow;
      return Promise.all([1, 2].map(() => failure(() => train(yaml, { out: 'shared' }, 'cpu'))));
    }, yaml);
    expect(said.filter((failure) => failure === null)).toHaveLength(1);
    expect(said.find((failure) => failure !== null)).toMatchObject({
      message: '"shared" is in use: a run of that name is under way',
    });
  });

  it('is not removed while it is trained', async () => {
    const said = await page.evaluate(async (yaml) => {
      const { convspec, failure, train } = window as unknown as ProgramWindow;
      await train(yaml, { out: 'busy' }, 'cpu');
      const stored = await convspec.openStoredRun('busy');
      const again = train(yaml, { out: 'busy', overwrite: true }, 'cpu');
      const locked = async () =>
        (await navigator.locks.query()).held?.some(({ name }) => name === 'convspec/busy');
      while (!(await locked())) await new Promise((resolve) => setTimeout(resolve));
      const during = await failure(() => stored.remove());
      const { losses } = await again;
      await stored.remove();
      return { during, epochs: losses.length, left: await convspec.listStoredRuns() };
    }, yaml);
    expect(said.during).toMatchObject({ message: '"busy" is in use: a run of that name is under way' });
    expect(said.epochs).toBe(4);
    expect(said.left).not.toContain('busy');
  });

  it('trains in a worker, where there is no document', async () => {
    expect(await page.evaluate(() => (window as unknown as ProgramWindow).trainInWorker())).toEqual({
      warnings: [],
      epochs: 4,
    });
  });

  it('leaves out what is no picture, or may not be read, and says so', async () => {
    const origin = new URL(url);
    origin.hostname = '127.0.0.1';
    const warnings = await page.evaluate(async (other) => {
      const canvas = (size: number) =>
        Object.assign(document.createElement('canvas'), { width: size, height: size });
      const tainted = canvas(8);
      const image = new Image();
      image.src = other;
      await image.decode();
      tainted.getContext('2d')?.drawImage(image, 0, 0);
      const wrong = [null, 7, canvas(0), tainted, new Image(), new File([], 'empty.png')];
      const sound = Array.from({ length: 200 }, () => canvas(8));
      return (window as unknown as ProgramWindow).learnFrom([...wrong, ...sound]);
    }, `${origin.origin}/dot.svg`);
    for (const [index, reason] of [
      'expected a picture, received Null',
      'expected a picture, received Number',
      'it has no pixels',
      'tainted by cross-origin data',
      'it cannot be decoded',
      'empty.png cannot be read: it is empty',
    ].entries()) {
      expect(warnings).toContainEqual(
        expect.stringMatching(new RegExp(`^picture ${index} of x: .*${reason}`)),
      );
    }
  });

  it('is refused a run where the browser has no locks', async () => {
    const insecure = await browser.newPage();
    await load(insecure, url.replace('localhost', 'insecure.test'));
    const said = await insecure.evaluate((yaml) => {
      const { failure, train } = window as unknown as ProgramWindow;
      return failure(() => train(yaml, { out: 'open' }, 'cpu'));
    }, yaml);
    await insecure.close();
    expect(said).toMatchObject({
      name: 'RunFolderError',
      message: expect.stringContaining('locks nothing between pages'),
      hint: 'serve the page by https, or from localhost',
    });
  });

  it('reports a full storage as Node does a full disk', async () => {
    // Of its own: Chromium asks for the space that is left now and then only.
    const context = await browser.newContext();
    const other = await context.newPage();
    await load(other);
    const session = await context.newCDPSession(other);
    await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: 1 });
    const said = await other.evaluate((yaml) => {
      const { failure, train } = window as unknown as ProgramWindow;
      return failure(() => train(yaml, { out: 'full' }, 'cpu'));
    }, yaml);
    await context.close();
    expect(said?.message).toContain('no space left in the storage of this site');
  });
});

async function readText([run, path]: readonly [string, string]): Promise<string> {
  const { convspec } = window as unknown as ProgramWindow;
  return (await (await convspec.openStoredRun(run)).read(path)).text();
}
