import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { permutation, randomStream, uniform } from '../../../../src/base/random/stream';
import { buildFromSpec } from '../../../../src/hosts/node/library';
import type { GivenRunData } from '../../../../src/run/data/given-data';
import { npyBytes } from '../../../support/npy-bytes';
import { specText } from '../../../support/spec-text';
import { folderOf } from '../../../support/tiny-project';

interface Sample {
  readonly label: number;
  readonly pixels: Uint8Array;
  readonly png: Uint8Array;
}

const classes = ['cat', 'dog'];
const [height, width] = [7, 6];

async function sampleOf(index: number): Promise<Sample> {
  const stream = randomStream(5, `image/${index}`);
  const label = index % 2;
  const pixels = Uint8Array.from({ length: height * width * 3 }, () =>
    Math.floor(uniform(stream) * 200 + 55 * label),
  );
  const raw = { width, height, channels: 3 } as const;
  return { label, pixels, png: await sharp(pixels, { raw }).png().toBuffer() };
}

/** The same images as files of a project, in the given order of rows and with names that `nameOf` gives. */
function project(samples: readonly Sample[], nameOf: (index: number) => string) {
  const paths = samples.map(({ label }, i) => `data/${classes[label]}/${nameOf(i)}.png`);
  const pixels = Uint8Array.from(samples.flatMap((sample) => Array.from(sample.pixels)));
  const shape = [samples.length, height, width, 3];
  const x = npyBytes(pixels, shape);
  const y = npyBytes(
    Int32Array.from(samples, ({ label }) => label),
    [samples.length],
  );
  const rows = samples.map(({ label }, i) => ({ image: paths[i], label: classes[label] }));
  return {
    ...Object.fromEntries(samples.map(({ png }, i) => [paths[i], png])),
    'list.csv': `image,label\n${rows.map(({ image, label }) => `${image},${label}`).join('\n')}\n`,
    'list.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
    'x.npy': x,
    'y.npy': y,
    'stored.npz': zipSync({ 'x.npy': x, 'y.npy': y }, { level: 0 }),
    'packed.npz': zipSync({ 'x.npy': x, 'y.npy': y }),
  };
}

const spec = (shape: string, data: string) =>
  specText({
    input: `input: { shape: ${shape}, rescale: 1/255 }`,
    classes: 'classes: [cat, dog]',
    blocks: `blocks:
  - { name: conv, type: conv, filters: 2, kernel: 3, activation: relu }
  - { name: drop, type: dropout, rate: 0.2 }
  - { type: flatten }
  - { name: out, type: dense, units: classes, activation: softmax }`,
    training:
      'training: { epochs: 2, batchSize: 4, optimizer: { type: adam, learningRate: 0.02 }, backend: cpu }',
    data:
      data === ''
        ? ''
        : `data: { train: { ${data}, augment: { flip: both, mixup: 0.2 } }, validation: { split: 0.3 } }`,
  });

/** Trains, and returns the history without durations and the final weights. */
async function outcome(folder: string, text: string, given?: GivenRunData) {
  const path = join(folder, 'spec.yaml');
  writeFileSync(path, text);
  const { train, model } = await buildFromSpec(path);
  const run = await train({ out: join(folder, 'run'), overwrite: true, ...(given ? { data: given } : {}) });
  const { history } = await run.result;
  const weights = await Promise.all(run.engine.weights.map((_, i) => run.engine.readWeight(i)));
  const validation = run.validation?.size;
  run.engine.dispose();
  model.dispose();
  return { validation, weights, history: history.map(({ logs, learningRate }) => ({ logs, learningRate })) };
}

const reordered = <T>(list: readonly T[]) =>
  Array.from(permutation(randomStream(9, 'rows'), list.length)).flatMap((i) => list[i] ?? []);
const plain = (i: number) => String(i).padStart(3, '0');
const renamed = (i: number) => `${(i * 7919) % 1000}-${i}`;

describe.each([
  ['at their own size', '[7, 6, 3]'],
  ['resized', '[5, 8, 3]'],
])('the same images in another form give the same run, bit for bit, %s', (_, shape) => {
  let samples: Sample[];
  let expected: Awaited<ReturnType<typeof outcome>>;
  beforeAll(async () => {
    samples = await Promise.all(Array.from({ length: 20 }, (_, i) => sampleOf(i)));
    let remove = () => {};
    const folder = folderOf(project(samples, plain), (removal) => {
      remove = removal;
    });
    expected = await outcome(folder, spec(shape, 'directory: data'));
    return remove;
  }, 60_000);

  it.each([
    ['renamed files', 'directory: data'],
    ['a manifest', 'manifest: list.csv'],
    ['a manifest as JSON lines', 'manifest: list.jsonl'],
    ['.npy files', 'arrays: { images: x.npy, labels: y.npy }'],
    ['an .npz file', 'arrays: stored.npz'],
    ['a compressed .npz file', 'arrays: packed.npz'],
  ])('%s', async (_, source) => {
    const folder = folderOf(project(reordered(samples), renamed), onTestFinished);
    expect(await outcome(folder, spec(shape, source))).toEqual(expected);
  });
});

it('the same images passed by a program give the same run', async () => {
  const samples = await Promise.all(Array.from({ length: 12 }, (_, i) => sampleOf(i)));
  const held = await Promise.all(Array.from({ length: 4 }, (_, i) => sampleOf(100 + i)));
  const files = (list: readonly Sample[]) => ({
    x: list.map(({ png }) => png),
    y: list.map(({ label }) => label),
  });
  const arrays = (list: readonly Sample[]) => ({
    x: Uint8Array.from(list.flatMap(({ pixels }) => Array.from(pixels))),
    y: list.map(({ label }) => classes[label] ?? ''),
  });
  const outcomes = await Promise.all(
    [
      { train: files(samples), validation: files(held) },
      { train: files(reordered(samples)), validation: arrays(reordered(held)) },
      { train: arrays(reordered(samples)), validation: files(held) },
    ].map((given) => outcome(folderOf({}), spec('[7, 6, 3]', ''), given)),
  );
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
});
