import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlotLibrary } from '../../../src/hosts/node/report';

import { reportPage } from '../../../src/run/report/report-page';
import { folderOf } from '../../support/tiny-project';
import { reportedRun } from './reported-run';

const places = [process.env.CONVSPEC_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => place !== undefined && existsSync(place));
const why = executablePath ? '' : ' (skipped: no Chromium; CONVSPEC_CHROMIUM names one)';

const quiet = [
  '--no-sandbox',
  '--no-first-run',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(executablePath === undefined)(`report.html in a browser${why}`, () => {
  let browser: Browser;
  let url = '';
  let remove = () => {};

  beforeAll(async () => {
    const library = await readPlotLibrary();
    const folder = folderOf({ 'report.html': reportPage(reportedRun(), library) }, (removal) => {
      remove = removal;
    });
    url = pathToFileURL(join(folder, 'report.html')).href;
    browser = await chromium.launch({ args: quiet, ...(executablePath ? { executablePath } : {}) });
  });
  afterAll(async () => {
    await browser?.close();
    remove();
  });

  /** The page, and errors that the browser reports. */
  async function opened(options: Parameters<Browser['newPage']>[0]) {
    const page = await browser.newPage(options);
    const faults: string[] = [];
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:') && request.url() !== url) faults.push(request.url());
    });
    await page.goto(url);
    await page.waitForSelector('#chart-reliability canvas');
    return { page, faults };
  }

  /** Number of pixels in each chart with the colors of these style sheet variables. */
  const pixels = (page: Page, variables: readonly string[]) =>
    page.evaluate((names) => {
      const style = getComputedStyle(document.documentElement);
      const counts: Record<string, Record<string, number>> = {};
      for (const canvas of Array.from(document.querySelectorAll('canvas'))) {
        const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
        const opaque = new Uint32Array(image?.data.buffer ?? new ArrayBuffer(0));
        const ofChart = names.map((name) => {
          const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
            Number.parseInt(
              style
                .getPropertyValue(name)
                .trim()
                .slice(at, at + 2),
              16,
            ),
          );
          const wanted = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
          return [name, opaque.filter((pixel) => pixel === wanted).length] as const;
        });
        counts[canvas.closest('[role=img]')?.id ?? ''] = Object.fromEntries(ofChart);
      }
      return counts;
    }, variables);

  it.each(['light', 'dark'] as const)(
    'draws its curves and marks in %s, without a fault and from itself alone',
    async (colorScheme) => {
      const { page, faults } = await opened({ colorScheme });
      const drawn = await pixels(page, ['--train', '--validation', '--rate', '--mark']);
      const some = expect.toSatisfy((count: number) => count > 60);
      expect(drawn).toEqual({
        'chart-loss': { '--train': some, '--validation': some, '--rate': 0, '--mark': some },
        'chart-accuracy': { '--train': some, '--validation': some, '--rate': 0, '--mark': some },
        'chart-learning-rate': { '--train': 0, '--validation': 0, '--rate': some, '--mark': some },
        'chart-reliability': { '--train': 0, '--validation': some, '--rate': 0, '--mark': 0 },
      });
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(18, 22, 31)' : 'rgb(255, 255, 255)');
      expect(faults).toEqual([]);
      await page.close();
    },
  );

  it('follows the color scheme while it is open', async () => {
    const { page } = await opened({ colorScheme: 'light' });
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect
      .poll(async () => (await pixels(page, ['--validation']))['chart-loss']?.['--validation'])
      .toBeGreaterThan(60);
    await page.close();
  });

  it('shows the matrix, the mistakes and the layers', async () => {
    const { page } = await opened({});
    const matrix = await page.locator('#confusion tbody tr').allInnerTexts();
    expect(matrix.map((row) => row.split(/\t/))).toEqual([
      ['dark', '38', '2', '40'],
      ['light & <bright>', '7', '33', '40'],
    ]);
    const loaded = await page
      .locator('.gallery img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(loaded).toEqual([1, 1]);
    expect(await page.locator('.gallery figcaption').first().innerText()).toBe(
      'light & <bright>\npredicted dark, 98.0%',
    );
    expect(await page.locator('#layers tbody tr.block th').allInnerTexts()).toEqual([
      'input',
      'conv1',
      'flatten',
      'output',
    ]);
    await page.close();
  });

  it('shows below a chart what a callback did in the epoch at the pointer', async () => {
    const { page } = await opened({});
    const plot = page.locator('#chart-loss .u-over');
    const { width, height } = (await plot.boundingBox()) ?? { width: 0, height: 0 };
    await plot.hover({ position: { x: (width * 2) / 5, y: height / 2 } });
    const said = page.locator('figure', { has: page.locator('#chart-loss') }).locator('.said');
    await expect
      .poll(() => said.innerText())
      .toBe('epoch 3: val_accuracy stands still: learning rate 0.02 → 0.002.');
    await page.close();
  });

  it('fits on a phone', async () => {
    const { page } = await opened({ viewport: { width: 360, height: 740 } });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await page.close();
  });
});
