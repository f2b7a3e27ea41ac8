/**
 * Images decoded per second beside images trained per second, in one run: whether data limit training. Build first
 * (`npm run build`), then
 *
 *   node bench/data.mjs [spec = specs/icons-12.yaml] [epochs = 2]
 *
 * The first line is a pass over the files without training. Training reads files in its first epoch; a set small enough
 * is kept decoded from then on, so that later epochs show what training does when data cost nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFromSpec } from 'convspec';

const spec = process.argv[2] ?? 'specs/icons-12.yaml';
const epochs = Number(process.argv[3] ?? 2);
const out = mkdtempSync(join(tmpdir(), 'convspec-bench-'));

/** The training set of the spec, unread: of a run that ends before it begins. */
async function openData() {
  const { train, plan } = await buildFromSpec(spec);
  const run = await train({ out: join(out, 'data'), signal: AbortSignal.abort() });
  await run.result;
  return { set: run.train, batchSize: plan.training.batchSize };
}

/** Images per second of a whole pass, from files to normalised batches. */
async function decode({ set, batchSize }) {
  const begin = performance.now();
  let images = 0;
  for await (const { size } of set.batches({ batchSize, epoch: 0 })) images += size;
  return (images * 1000) / (performance.now() - begin);
}

try {
  const decoded = await decode(await openData());
  console.log(`decoded ${Math.round(decoded)} images/s`);
  const { train, backend } = await buildFromSpec(spec, { set: { 'training.epochs': epochs } });
  const run = await train({ out: join(out, 'run') });
  console.log(`${spec}: ${run.train.size} images; backend ${backend.name} (${backend.device})`);
  for await (const event of run) {
    if (event.type !== 'epochEnd') continue;
    const trained = event.imagesPerSecond;
    console.log(
      `epoch ${event.epoch + 1}: trained ${Math.round(trained)} images/s; decoding is ${(decoded / trained).toFixed(1)} times as fast`,
    );
  }
  await run.result;
} finally {
  rmSync(out, { recursive: true, force: true });
}
