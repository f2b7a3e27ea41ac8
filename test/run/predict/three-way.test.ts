import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { buildFromSpec, exportOnnx, loadClassifier } from '../../../src/hosts/node/library';
import { codeBlocks } from '../../docs/pages';
import { agreements, expectAgreement, type UnusualImage } from '../../hosts/node/unusual-images';
import { temporaryFolder } from '../../support/temporary-folder';
import { testWithPackage } from './onnx-python';

interface LoadedImage extends Omit<UnusualImage, 'source'> {
  readonly file: string;
  readonly scores: { readonly keras: readonly number[]; readonly onnx: readonly number[] };
}

const images = 200;

const spec = {
  version: 1,
  name: 'three-way',
  input: { shape: [8, 8, 3], rescale: '1/255' },
  classes: ['a', 'b', 'c'],
  blocks: [
    { name: 'conv', type: 'conv', filters: 4, kernel: 3, activation: 'relu' },
    { name: 'flatten', type: 'flatten' },
    { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: { backend: 'cpu', epochs: 3, batchSize: 3, seed: 1 },
  callbacks: [{ type: 'modelCheckpoint', path: 'three-way.keras', saveBestOnly: false }],
} as const;

/** Trains a network in `folder`, and exports it to ONNX. */
async function trainedIn(folder: string): Promise<void> {
  const x = Float32Array.from({ length: 6 * 192 }, (_, i) => (i * 7919) % 256);
  const { train } = await buildFromSpec(spec);
  const run = await train({
    out: folder,
    overwrite: true,
    data: { train: { x, y: ['a', 'b', 'c', 'a', 'b', 'c'] } },
  });
  await run.result;
  const { bytes } = await exportOnnx(spec, { weights: join(folder, 'three-way.keras') });
  writeFileSync(join(folder, 'three-way.onnx'), bytes);
}

function loadInPython(folder: string): readonly LoadedImage[] {
  const [block] = codeBlocks('python').filter(({ page }) => page === 'docs/deployment.md');
  const read = /^def read\(path\):\n(?:(?: {4}.*)?\n)+/m.exec(block?.text ?? '')?.[0] ?? '';
  const { stdout, stderr, status } = spawnSync(
    process.env.CONVSPEC_PYTHON ?? 'python3',
    ['test/reference/pixels/images.py', folder, String(images), 'three-way'],
    {
      input: read,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, CUDA_VISIBLE_DEVICES: '', KERAS_BACKEND: 'tensorflow' },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as readonly LoadedImage[];
}

const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));

testWithPackage('onnxruntime')(
  `Keras, ONNX Runtime and convspec agree on ${images} images of unusual kinds`,
  async () => {
    const folder = join(temporaryFolder(), 'run');
    await trainedIn(folder);
    const loaded = loadInPython(folder);
    expect(loaded).toHaveLength(images);
    const classifier = await loadClassifier(join(folder, 'three-way.keras'), { backend: 'cpu' });
    for (const { file, scores, ...image } of loaded) {
      await expectAgreement({ ...image, source: join(folder, file) });
      const own = new Map(
        (await classifier.classify(join(folder, file))).map((p) => [p.class, p.probability]),
      );
      const ownScores = ['a', 'b', 'c'].map((name) => own.get(name) ?? Number.NaN);
      const { keras, onnx } = agreements[image.kind] ?? {};
      // A pixel that differs by 1 of 255 changes the scores of this network by less than 0.02.
      for (const [limit, others] of [
        [keras, scores.keras],
        [onnx, scores.onnx],
      ] as const)
        if (typeof limit === 'number')
          expect(farthest(ownScores, others), file).toBeLessThan(limit === 0 ? 1e-5 : 0.02);
    }
    classifier.dispose();
  },
);
