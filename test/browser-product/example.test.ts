import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a program without types
import { buildPage } from '../../examples/browser/build.mjs';
import { folderOf } from '../support/tiny-project';
import { executablePath, serve, startBrowser, why } from './open-page';

/** An optional folder for screenshots. */
const screenshots = process.env.CONVSPEC_SCREENSHOTS;

describe.skipIf(executablePath === undefined)(`examples/browser${why}`, () => {
  let browser: Browser;
  let url = '';
  const atEnd: (() => unknown)[] = [];

  beforeAll(async () => {
    const folder = folderOf({}, (remove) => atEnd.push(remove));
    await buildPage(folder);
    const server = await serve(folder);
    atEnd.push(server.close);
    url = `${server.url}index.html`;
    browser = await startBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    for (const end of atEnd) end();
  });

  it('draws, trains with a live chart, guesses, and downloads the model', async () => {
    const page = await browser.newPage({ colorScheme: 'light', viewport: { width: 1100, height: 760 } });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.addInitScript(() => {
      let state = 1;
      Math.random = () => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
    });
    await page.goto(url);
    await page.locator('#pad').hover({ position: { x: 50, y: 50 } });
    await page.mouse.down();
    for (const [x, y] of [
      [140, 50],
      [140, 140],
      [50, 140],
      [50, 50],
    ] as const) {
      await page.locator('#pad').hover({ position: { x, y } });
    }
    await page.mouse.up();
    await page.getByRole('button', { name: '+ square' }).click();
    expect(await page.locator('#examples b').allInnerTexts()).toEqual([
      'circle: 16',
      'square: 17',
      'triangle: 16',
    ]);
    await page.getByRole('button', { name: 'Train' }).click();
    await page.waitForFunction(
      () => document.querySelector('#guess')?.textContent === 'Draw a shape',
      undefined,
      { timeout: 50_000 },
    );
    expect(await page.locator('#status').innerText()).toMatch(/epoch 20 of 20: (8|9|10)\d%/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download model.h5' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('model.h5');
    expect(faults).toEqual([]);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(screenshots ?? folderOf({}), `example-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1100);
    await page.close();
  }, 60_000);

  it('shows why it trains on plain JavaScript', async () => {
    const page = await browser.newPage();
    await page.route('**/*.wasm', (route) => route.fulfill({ status: 404 }));
    await page.goto(url);
    await page.getByRole('button', { name: 'Train' }).click();
    const warning = await page.locator('#warnings p').innerText({ timeout: 100_000 });
    const file = new URL('tfjs-backend-wasm-simd.wasm', url).href;
    expect(warning).toContain(
      `Warning: the backend is cpu (CPU, plain JavaScript), which is slow, because wasm cannot be used: the page cannot load "${file}"`,
    );
    await page.close();
  }, 120_000);
});
