// The program of the page of training.test.ts.

/** Trains a small spec on images that it draws. The test calls its functions. */
export const program = String.raw`
import * as convspec from 'convspec';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { io } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';

function canvasOf(kind, seed, width = 12) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [40, 40];
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, 40, 40);
  context.fillStyle = 'black';
  const shift = seed % 6;
  if (kind === 'bar') context.fillRect(0, 10 + shift, 40, width);
  else context.fillRect(10 + shift, 0, width, 40);
  return canvas;
}

async function picturesOf(count, width) {
  const x = [];
  const y = [];
  for (let i = 0; i < count; i++) {
    const label = i % 2 === 0 ? 'bar' : 'post';
    const canvas = canvasOf(label, i, width);
    const kinds = [
      () => canvas,
      () => createImageBitmap(canvas),
      () => canvas.getContext('2d').getImageData(0, 0, 40, 40),
      () => new Promise((resolve) => canvas.toBlob(resolve)),
      async () => {
        const image = new Image();
        image.src = canvas.toDataURL();
        return image;
      },
      () => canvas.toDataURL(),
    ];
    x.push(await kinds[i % kinds.length]());
    y.push(label);
  }
  return { x, y };
}

/** Trains in a worker, on kinds of images that workers support. */
window.trainInWorker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker('out/worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(null);
  });
window.learnFrom = async (pictures) => {
  const { train } = await convspec.buildFromSpec('plain.yaml', { backend: 'cpu' });
  const run = await train({ data: { train: { x: pictures, y: pictures.map((_, i) => i % 2) } }, out: 'plain', overwrite: true });
  const warnings = [];
  for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
  await run.result;
  run.engine.dispose();
  return warnings;
};

const tfjsModel = convspec.defineCallback({
  type: 'tfjsModel',
  schema: z.strictObject({}),
  create: () => ({
    onEpochEnd: (epoch, logs, control) => control.saveModel('model.json'),
    state: () => ({}),
    restore() {},
  }),
});

window.convspec = convspec;
window.plugins = [{ callbacks: { tfjsModel } }];
window.train = async (yaml, options, backend, stopAfter) => {
  const built = await convspec.buildFromSpec({ yaml }, { backend, plugins });
  const stop = new AbortController();
  const run = await built.train({
    data: { train: await picturesOf(24), validation: await picturesOf(24, 11) },
    signal: stop.signal,
    ...options,
  });
  const messages = [];
  const warnings = [];
  for await (const event of run) {
    if (event.type === 'message') messages.push(event.text);
    if (event.type === 'warning') warnings.push(event.text);
    if (event.type === 'epochEnd' && event.epoch + 1 === stopAfter) stop.abort();
  }
  const { history, files, stopReason } = await run.result;
  const losses = history.map(({ logs }) => logs.loss);
  const accuracy = (await run.evaluation)?.accuracy ?? null;
  run.engine.dispose();
  return { backend: built.backend.name, folder: run.folder, losses, files, stopReason, messages, warnings, accuracy };
};
window.classify = async (place, kind) => {
  const classifier = await convspec.loadClassifier(place, { backend: 'cpu', plugins });
  const [first] = await classifier.classify(canvasOf(kind, 3));
  classifier.dispose();
  return first.class;
};
window.loadWithTfjs = async (name) => {
  const run = await convspec.openStoredRun(name);
  const parts = (await run.list()).map(({ path }) => path).filter((path) => /^(weights-.*\.bin|model\.json)$/.test(path));
  parts.sort();
  const model = await loadLayersModel(io.browserFiles(await Promise.all(parts.map((path) => run.read(path)))));
  return model.countParams();
};
window.failure = async (work) => {
  try {
    await work();
    return null;
  } catch (error) {
    return { name: error.name, message: error.message, hint: error.hint };
  }
};
window.ready = true;
`;

/** The worker that `trainInWorker` starts. */
export const workerProgram = `
import { buildFromSpec } from 'convspec';

onmessage = async () => {
  try {
    const x = Array.from({ length: 8 }, (_, i) => {
      const canvas = new OffscreenCanvas(20, 20);
      const context = canvas.getContext('2d');
      context.fillStyle = i % 2 === 0 ? 'white' : 'black';
      context.fillRect(0, 0, 20, 20);
      return i < 4 ? canvas : canvas.transferToImageBitmap();
    });
    const { train } = await buildFromSpec('../plain.yaml', { backend: 'cpu' });
    const run = await train({ data: { train: { x, y: x.map((_, i) => i % 2) } }, out: 'by/worker', overwrite: true });
    const warnings = [];
    for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
    const { history } = await run.result;
    postMessage({ warnings, epochs: history.length });
  } catch (error) {
    postMessage({ error: error.message });
  }
};
`;

export const pageHtml =
  '<!doctype html><meta charset="utf-8"><script type="module" src="out/main.js"></script>';
