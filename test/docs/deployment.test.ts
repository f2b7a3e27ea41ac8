import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, loadClassifier } from '../../src/hosts/node/library';
import { runCli } from '../cli/run-cli';
import { runNode } from '../package/run-node';
import { testWithPackage } from '../run/predict/onnx-python';
import { runPython, testWithKeras } from '../support/keras-python';
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
/** What convspec predicts for `home.png`, and for the same image in the network's size. */
let expected = { class: '', probability: 0 };
let expectedSmall = expected;

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
  const small = await sharp(join(folder, 'home.png')).resize(32, 32).png().toBuffer();
  writeFileSync(join(folder, 'small.png'), small);
  const classifier = await loadClassifier(out);
  [expected = expected] = await classifier.classify(join(folder, 'home.png'));
  [expectedSmall = expected] = await classifier.classify(small);
  classifier.dispose();
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function train(out: string, callbacks: string, ...flags: readonly string[]): Promise<void> {
  const set = ['--set', 'training.epochs=1', '--set', callbacks];
  const { code, stderr } = await runCli(['train', 'specs/icons-12.yaml', ...set, '--out', out, ...flags]);
  expect(code, stderr).toBe(0);
}

/** Compares the class and probability that a program prints with those of convspec. */
function expectPrinted(text: string, difference: number, prediction = expected): void {
  const [name, probability] = text.trim().split(' ');
  expect(name).toBe(prediction.class);
  expect(Math.abs(Number(probability) - prediction.probability)).toBeLessThan(difference);
}

/** What a Python program prints in its last line. */
function printedByPython(program: string): string {
  const json = program.replace(/print\((\S+), (\S+)\)\n*$/, 'import json\nprint(json.dumps(f"{$1} {$2}"))');
  expect(json).not.toBe(program);
  return String(inFolder(() => runPython(json)));
}

function inFolder<T>(work: () => T): T {
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(home);
  }
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

  // A canvas in Node, with the pixels that sharp decodes.
  it('classifies in the browser as convspec does', async () => {
    const canvas = `import sharp from 'sharp';
const image = sharp('home.png').toColourspace('srgb').ensureAlpha().raw();
const { data, info } = await image.toBuffer({ resolveWithObject: true });
globalThis.createImageBitmap = async () => info;
globalThis.OffscreenCanvas = class {
  getContext() {
    return { drawImage() {}, getImageData: () => ({ data: new Uint8ClampedArray(data) }) };
  }
};
console.log(...(await classify(null)));
`;
    const program = onnxBrowser.replace("'onnxruntime-web'", "'onnxruntime-node'");
    expectPrinted(await printedBy(program + canvas), 1e-4);
  });

  const [onnxPython = '', keras = ''] = ofPage('python');

  testWithPackage('onnxruntime')('classifies in Python as convspec does', async () => {
    expectPrinted(printedByPython(onnxPython), 1e-4);
  });

  testWithPackage('onnxruntime')('names the class with the lines in docs/files.md', async () => {
    const [block] = codeBlocks('python').filter(
      ({ page, text }) => page === 'docs/files.md' && text.includes('onnx'),
    );
    const program = (block?.text ?? '').replace(/print\((.*)\)\n*$/, 'print(json.dumps($1))');
    expect(inFolder(() => runPython(program))).toBe(expected.class);
  });

  testWithKeras('classifies with Keras as convspec does, up to the resizing', async () => {
    expectPrinted(printedByPython(keras), 0.03);
    expectPrinted(printedByPython(keras.replace('home.png', 'small.png')), 1e-4, expectedSmall);
  });
});
