import { join } from 'node:path';
import { buildFromSpec } from 'convspec';
import { short } from '../table.mjs';

const spec = 'specs/icons-12.yaml';

/**
 * Compares images decoded per second with images trained per second, to see whether data limits training. Training
 * reads files in its first epoch and then keeps small sets decoded, so the second epoch shows training without the cost
 * of data.
 */
export async function pipeline({ folder, note }) {
  note('image pipeline');
  const decoded = await decode(await openData(join(folder, 'data')));
  const { train, backend } = await buildFromSpec(spec, { backend: 'wasm', set: { 'training.epochs': 2 } });
  const run = await train({ out: join(folder, 'run') });
  const rows = [['decoded, without training', short(decoded), '']];
  for await (const event of run) {
    if (event.type !== 'epochEnd') continue;
    const { epoch, imagesPerSecond } = event;
    rows.push([
      `trained in epoch ${epoch + 1} (${backend.device})`,
      short(imagesPerSecond),
      `${short(decoded / imagesPerSecond)}×`,
    ]);
  }
  await run.result;
  run.engine.dispose();
  return [
    {
      title: 'Image pipeline',
      how: `The ${run.train.size} PNG files of ${spec}, augmented as specified there.`,
      header: ['', 'images/s', 'decoding is faster by factor'],
      rows,
    },
  ];
}

/** The spec's training set, not yet read, from a run that is aborted before it starts. */
async function openData(out) {
  const { train, plan } = await buildFromSpec(spec, { backend: 'wasm' });
  const run = await train({ out, signal: AbortSignal.abort() });
  await run.result;
  run.engine.dispose();
  return { set: run.train, batchSize: plan.training.batchSize };
}

async function decode({ set, batchSize }) {
  const begin = performance.now();
  let images = 0;
  for await (const { size } of set.batches({ batchSize, epoch: 0 })) images += size;
  return (images * 1000) / (performance.now() - begin);
}
