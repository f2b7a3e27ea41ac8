import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FastifyInstance } from 'fastify';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a program without types
import { createServer } from '../../examples/server/server.mjs';
import { loadClassifier } from '../../src/hosts/node/library';
import type { Classifier } from '../../src/run/predict/classifier';
import { executablePath, startBrowser, why } from '../browser-product/open-page';
import { root, runNode } from '../package/run-node';
import { tinyRun } from '../support/tiny-run';

/** An optional folder for screenshots. */
const screenshots = process.env.CONVSPEC_SCREENSHOTS;
const folders = tinyRun();
const dark = () => readFileSync(join(folders.project, 'data/train/dark/0.png'));
const damaged = () => dark().subarray(0, 60);

let classifier: Classifier;
beforeAll(async () => {
  classifier = await loadClassifier(folders.run, { backend: 'cpu' });
  return () => classifier.dispose();
});

interface ServerOptions {
  readonly maxBytes?: number;
  readonly atOnce?: number;
  readonly waiting?: number;
}

/** Posts a form with `fields` to a server, and returns the status and the body. */
async function post(server: FastifyInstance, fields: Readonly<Record<string, Uint8Array>>) {
  const form = new FormData();
  for (const [name, bytes] of Object.entries(fields))
    form.append(name, new Blob([new Uint8Array(bytes)]), name);
  const request = new Request('http://localhost/', { method: 'POST', body: form });
  const { statusCode, headers, body } = await server.inject({
    method: 'POST',
    url: '/classify',
    headers: { 'content-type': request.headers.get('content-type') ?? '' },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return { status: statusCode, headers, ...JSON.parse(body) };
}

async function serverWith(options: ServerOptions = {}, of: unknown = classifier): Promise<FastifyInstance> {
  return createServer(of, options);
}

describe('the service', () => {
  it('returns the classes of an image, most probable first', async () => {
    const { status, predictions } = await post(await serverWith(), { image: dark() });
    expect(status).toBe(200);
    expect(predictions).toEqual(await classifier.classify(dark()));
    expect(predictions[0].class).toBe('dark');
  });

  it.each<[string, () => Record<string, Uint8Array>, number, string]>([
    [
      'a text',
      () => ({ image: Buffer.from('no image') }),
      422,
      'The file is not an image in a supported format.',
    ],
    ['a damaged image', () => ({ image: damaged() }), 422, 'The file is damaged or incomplete.'],
    ['an empty file', () => ({ image: Buffer.alloc(0) }), 422, 'The file is empty.'],
    ['too large a file', () => ({ image: Buffer.alloc(1_100_000) }), 413, 'The image has more than 1 MiB.'],
    ['no file', () => ({}), 400, 'The form contains no image.'],
  ])('rejects %s with a clear message', async (_what, fields, status, error) => {
    const { headers, ...answer } = await post(await serverWith({ maxBytes: 2 ** 20 }), fields());
    expect(answer).toEqual({ status, error });
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('rejects requests that are not forms, and unknown pages', async () => {
    const server = await serverWith();
    const json = await server.inject({ method: 'POST', url: '/classify', payload: { image: 'x' } });
    expect([json.statusCode, json.json().error]).toEqual([
      415,
      'Send the image as a form file (multipart/form-data).',
    ]);
    for (const url of ['/nothing', '/../server.mjs', '/..%2fserver.mjs'])
      expect((await server.inject(url)).statusCode).toBe(404);
  });

  it('processes a few images at the same time, queues a few, and rejects the others', async () => {
    let most = 0;
    let running = 0;
    const slow = {
      ...classifier,
      async classify(image: Uint8Array) {
        running++;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 50));
        running--;
        return classifier.classify(image);
      },
    };
    const server = await serverWith({ atOnce: 2, waiting: 3 }, slow);
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(server, { image: dark() })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503, 503]);
    expect(most).toBe(2);
    const refused = answers.find(({ status }) => status === 503);
    expect([refused?.headers['retry-after'], refused?.error]).toEqual([
      '1',
      'Too many images are waiting. Try again in a moment.',
    ]);
    expect((await post(server, { image: dark() })).status).toBe(200);
  });

  it('frees the slot of an image that fails', async () => {
    const server = await serverWith({ atOnce: 1, waiting: 0 });
    expect((await post(server, { image: damaged() })).status).toBe(422);
    expect((await post(server, { image: dark() })).status).toBe(200);
  });

  it('does not send internal errors to clients', async () => {
    const broken = { ...classifier, classify: () => Promise.reject(new Error('secret of the server')) };
    const { headers, ...answer } = await post(await serverWith({}, broken), { image: dark() });
    expect(answer).toEqual({ status: 500, error: 'The server failed.' });
  });
});

describe.skipIf(executablePath === undefined)(`the page${why}`, () => {
  let browser: Browser;
  let server: FastifyInstance;
  let url = '';
  beforeAll(async () => {
    server = await serverWith();
    url = await server.listen({ port: 0, host: 'localhost' });
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(['light', 'dark'] as const)('shows the classes of an image as bars (%s)', async (colorScheme) => {
    const page = await browser.newPage({ colorScheme, viewport: { width: 960, height: 640 } });
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    await page.goto(url);
    await page.getByText('tiny recognizes 2 classes from 8 × 8 pixels in color.').waitFor();
    await page.setInputFiles('#file', { name: 'a.png', mimeType: 'image/png', buffer: dark() });
    await page.locator('#said.best').waitFor();
    if (screenshots) await page.screenshot({ path: join(screenshots, `server-${colorScheme}.png`) });
    expect(await page.locator('#said').textContent()).toBe('dark');
    const [first, second] = await classifier.classify(dark());
    const shown = [first, second].map(
      (one) => `${one?.class}${(100 * (one?.probability ?? 0)).toFixed(1)} %`,
    );
    expect(await page.locator('#classes li').allTextContents()).toEqual(shown);
    expect(await page.locator('#classes progress').first().getAttribute('value')).toBe(
      String(first?.probability),
    );
    expect(await page.locator('#preview').isVisible()).toBe(true);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe(colorScheme === 'light' ? 'rgb(244, 245, 248)' : 'rgb(18, 22, 31)');
    expect(faults).toEqual([]);
    await page.close();
  });

  it('reports a damaged image, and classifies the next one', async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.setInputFiles('#file', { name: 'a.png', mimeType: 'image/png', buffer: damaged() });
    await page.locator('#said.wrong').waitFor();
    expect(await page.locator('#said').textContent()).toBe('The file is damaged or incomplete.');
    expect(await page.locator('#classes li').count()).toBe(0);
    await page.setInputFiles('#file', { name: 'a.png', mimeType: 'image/png', buffer: dark() });
    await page.locator('#said.best').waitFor();
    await page.close();
  });

  it.each(['drop', 'paste'])('accepts an image by %s', async (type) => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.evaluate(
      ({ type, bytes }) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' }));
        dispatchEvent(
          type === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, cancelable: true })
            : new ClipboardEvent('paste', { clipboardData: data }),
        );
      },
      { type, bytes: [...dark()] },
    );
    await page.locator('#said.best').waitFor();
    expect(await page.locator('#said').textContent()).toBe('dark');
    await page.close();
  });
});

describe('start.mjs', () => {
  const program = join(root, 'examples/server/start.mjs');

  it('serves the model of a run folder until it is stopped', async () => {
    const child = spawn(process.execPath, [program, folders.run, '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const ended = once(child, 'exit');
    const { value } = await lines.next();
    expect(value).toMatch(/^tiny: open http:\/\/.*:\d+\/$/);
    const model = await fetch(`${/http\S+/.exec(value)?.[0]}model`);
    expect(await model.json()).toMatchObject({ name: 'tiny', classes: ['dark', 'light'], input: [8, 8, 3] });
    child.kill('SIGTERM');
    expect((await lines.next()).value).toBe('stopped');
    expect(await ended).toEqual([0, null]);
  });

  it.each<[() => readonly string[], number, RegExp]>([
    [() => [], 2, /^usage: node examples\/server\/start\.mjs RUN_FOLDER \[port\]\n$/],
    [() => ['nowhere'], 1, /^error: "nowhere": no model found\nhint: give a run folder.*\n$/],
    [() => [folders.run, '70000'], 1, /^error: .*port.*\n$/],
  ])('%s is rejected', async (argv, code, said) => {
    expect(await runNode([program, ...argv()])).toEqual({
      code,
      stdout: '',
      stderr: expect.stringMatching(said),
    });
  });
});
