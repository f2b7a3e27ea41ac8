import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, loadClassifier } from '../../src/hosts/node/library';
import { runCli } from '../cli/run-cli';
import { runNode } from '../package/run-node';
import { testWithPackage } from '../run/predict/onnx-python';
import { runPython } from '../support/keras-python';
import { codeBlocks } from './pages';

const ofPage = (language: string) =>
  codeBlocks(language)
    .filter(({ page }) => page === 'docs/deployment.md')
    .map(({ text }) => text);
const [onnxNode = '', onnxBrowser = '', withConvspec = '', plugin = '', tfjs = ''] = ofPage('js');

const home = process.cwd();
// Inside the repository, so that the programs find convspec and its packages.
mkdirSync('runs', { recursive: true });
const folder = resolve(mkdtempSync(join('runs', 'deployment-')));
let expected = { class: '', probability: 0 };

beforeAll(async () => {
  writeFileSync(join(folder, 'save-for-tfjs.mjs'), plugin);
  copyFileSync('examples/data/icons-12/validation/home/bi--house-fill.png', join(folder, 'home.png'));
  const out = join(folder, 'runs/icons-12');
  await train(out, 'callbacks=[]');
  // The same weights again, saved by the plugin.
  const again = join(folder, 'again');
  await train(again, 'callbacks=[{ type: saveForTfjs }]', '--plugin', join(folder, 'save-for-tfjs.mjs'));
  for (const name of readdirSync(again).filter((file) => /^model\.json$|\.bin$/.test(file)))
    copyFileSync(join(again, name), join(out, name));
  const { bytes } = await exportOnnx('specs/icons-12.yaml', { weights: out });
  writeFileSync(join(folder, 'icons-12.onnx'), bytes);
  const classifier = await loadClassifier(out);
  [expected = expected] = await classifier.classify(join(folder, 'home.png'));
  classifier.dispose();
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function train(out: string, callbacks: string, ...flags: readonly string[]): Promise<void> {
  const set = ['--set', 'training.epochs=1', '--set', callbacks];
  const { code, stderr } = await runCli(['train', 'specs/icons-12.yaml', ...set, '--out', out, ...flags]);
  expect(code, stderr).toBe(0);
}

/** Compares the class and probability that a program prints with those of convspec. */
function expectPrinted(text: string, difference: number): void {
  const [name, probability] = text.trim().split(' ');
  expect(name).toBe(expected.class);
  expect(Math.abs(Number(probability) - expected.probability)).toBeLessThan(difference);
}

async function printedBy(program: string): Promise<string> {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, program);
  const { code, stdout, stderr } = await runNode([file], { cwd: folder });
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('docs/deployment.md', () => {
  it('classifies in Node with ONNX as convspec does', async () => {
    expectPrinted(await printedBy(onnxNode), 1e-4);
  });

  it('classifies with loadClassifier', async () => {
    expectPrinted(await printedBy(withConvspec), 1e-4);
  });

  it('classifies with a saved model of TensorFlow.js', async () => {
    expectPrinted(await printedBy(tfjs), 1e-4);
  });

  // A canvas in Node: sharp resizes in its place.
  it('classifies in the browser as convspec does, up to the resizing of the canvas', async () => {
    const canvas = `import sharp from 'sharp';
const rgba = await sharp('home.png').flatten().resize(32, 32).toColourspace('srgb').ensureAlpha().raw().toBuffer();
globalThis.OffscreenCanvas = class {
  getContext() {
    return { fillRect() {}, drawImage() {}, getImageData: () => ({ data: rgba }) };
  }
};
console.log(...(await classify(null)));
`;
    const program = onnxBrowser.replace("'onnxruntime-web'", "'onnxruntime-node'");
    expectPrinted(await printedBy(program + canvas), 1e-2);
  });

  testWithPackage('onnxruntime')('classifies in Python as convspec does, up to the resizing', async () => {
    const [program = ''] = ofPage('python');
    const json = program.replace(
      'print(classes[best], scores[0][best])',
      'print(json.dumps(f"{classes[best]} {scores[0][best]}"))',
    );
    expect(json).not.toBe(program);
    process.chdir(folder);
    try {
      expectPrinted(String(runPython(json)), 0.05);
    } finally {
      process.chdir(home);
    }
  });
});
