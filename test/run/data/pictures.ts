import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { type InputSpec, inputSchema } from '../../../src/language/input';
import type { Batch } from '../../../src/run/backends/engine';
import type { DataSet } from '../../../src/run/data/data-set';

/** A temporary folder for the running test with the given files: relative path → contents. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'convspec-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

export type Channels = 1 | 2 | 3 | 4;

/** A PNG with `width` pixels per row and the given values, row-major. */
export function png(values: readonly number[], width: number, channels: Channels): Promise<Buffer> {
  const height = values.length / channels / width;
  return sharp(Buffer.from(values), { raw: { width, height, channels } }).png().toBuffer();
}

/** A PNG of 2×2 pixels, all with the same gray value. */
export function greyPng(value: number): Promise<Buffer> {
  return png([value, value, value, value], 2, 1);
}

/** The section `input` with all defaults filled in. */
export function inputSpec(section: Readonly<Record<string, unknown>>): InputSpec {
  return inputSchema.parse(section);
}

/** Every batch of one pass. */
export async function allBatches(
  set: DataSet,
  options: { batchSize: number; epoch: number; from?: number },
): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of set.batches(options)) batches.push(batch);
  return batches;
}
