import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** Files by their path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Schedules the removal of a folder (default: at the end of the running test). */
export type AtEnd = (remove: () => void) => void;

/** A new folder with the given files in it. */
export function folderOf(files: Files, atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'convspec-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
  return folder;
}

/** An 8×8 image of one color. */
export function picture(red: number, format: 'png' | 'jpeg' = 'png'): Promise<Buffer> {
  const background = { r: red, g: 60, b: 255 - red };
  return sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
}

/** Folders `train/dark`, `train/light`, `validation/dark` and `validation/light` with 6 and 2 images each, all different. */
export async function tinyPictures(): Promise<Files> {
  const files: Record<string, Uint8Array> = {};
  for (const [part, count] of [
    ['train', 6],
    ['validation', 2],
  ] as const) {
    const own = part === 'train' ? 0 : 2;
    for (let i = 0; i < count; i++) {
      files[`data/${part}/dark/${i}.png`] = await picture(10 + 5 * i + own);
      files[`data/${part}/light/${i}.png`] = await picture(240 - 5 * i - own);
    }
  }
  return files;
}

/** A network of 162 parameters that classifies the tiny images correctly after two epochs. */
export const tinySpec = `version: 1
name: tiny
input: { shape: [8, 8, 3], rescale: 1/255 }
classes: 2
blocks:
  - { name: conv1, type: conv, filters: 4, kernel: 3, batchNorm: { momentum: 0.5 }, activation: relu, pool: 3 }
  - { name: flatten, type: flatten }
  - { name: output, type: dense, units: classes, activation: softmax }
training:
  optimizer: { type: adam, learningRate: 0.02 }
  loss: categoricalCrossentropy
  metrics: [accuracy]
  epochs: 2
  batchSize: 4
  seed: 3
callbacks:
  - { type: tensorBoard, logDir: logs }
  - { type: modelCheckpoint, path: 'model-{epoch:04d}.h5' }
  - { type: modelCheckpoint, path: best.h5, monitor: val_accuracy, saveBestOnly: true }
data:
  train: { directory: data/train }
  validation: { directory: data/validation }
`;

/** A folder with `spec.yaml` and its images; `files` are added or replace them. */
export async function tinyProject(files: Files = {}, atEnd: AtEnd = onTestFinished): Promise<string> {
  return folderOf({ 'spec.yaml': tinySpec, ...(await tinyPictures()), ...files }, atEnd);
}
