/**
 * Images decoded beside images trained: whether data limit training. Build first (`npm run build`), then
 *
 *   node bench/data.mjs [spec = specs/icons-12.yaml] [epochs = 3]
 *
 * The run trains as `convspec train` does; in turn with its epochs, the same set is read without training. A set small
 * enough is kept decoded after its first pass: that pass is the one to compare.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFromSpec } from 'convspec';

const spec = process.argv[2] ?? 'specs/icons-12.yaml';
const epochs = Number(process.argv[3] ?? 3);
const out = mkdtempSync(join(tmpdir(), 'convspec-bench-'));
const rate = (count, begin) => Math.round((count * 1000) / (performance.now() - begin));

/** Starts a run of the spec and ends it at once: its data sets have read next to nothing. */
async function openData() {
  const { train, plan } = await buildFromSpec(spec, { backend: 'wasm' });
  const run = await train({ out: join(out, 'data'), overwrite: true, signal: AbortSignal.abort() });
  await run.result;
  return { set: run.train, batchSize: plan.training.batchSize };
}

/** Images of one pass per second, from files to normalised batches. */
async function readRate({ set, batchSize }, epoch) {
  const begin = performance.now();
  let images = 0;
  for await (const { size } of set.batches({ batchSize, epoch })) images += size;
  return rate(images, begin);
}

try {
  const data = await openData();
  const { train, backend } = await buildFromSpec(spec, { set: { 'training.epochs': epochs } });
  const run = await train({ out: join(out, 'run') });
  console.log(`${spec}, ${run.train.size} images, backend ${backend.name} (${backend.device})`);
  for await (const event of run) {
    if (event.type !== 'epochEnd') continue;
    // The run goes on with its next epoch meanwhile: what is read here is read on a busy machine.
    const decoded = await readRate(data, event.epoch);
    const trained = Math.round(event.imagesPerSecond);
    console.log(
      `epoch ${event.epoch + 1}: decoded ${decoded} images/s beside training, trained ${trained} images/s: ${(decoded / trained).toFixed(1)} times`,
    );
  }
  await run.result;
} finally {
  rmSync(out, { recursive: true, force: true });
}
