import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { buildFromSpec } from '../../../src/hosts/node/library';
import { cpu } from '../../../src/run/backends/cpu';
import type { DataSet } from '../../../src/run/data/data-set';
import type { TrainingEvent } from '../../../src/run/training/events';
import { folderOf, picture, tinyProject, tinySpec } from '../../support/tiny-project';

async function eventsOf(run: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** Six images of noise in two classes. */
const noise: DataSet = {
  classes: ['no', 'yes'],
  size: 6,
  async *batches() {
    const x = Float32Array.from({ length: 6 * 192 }, (_, i) => ((i * 7919) % 251) / 251);
    yield { size: 6, x, y: Float32Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? 1 : 0)) };
  },
};

const withoutData = tinySpec.slice(0, tinySpec.indexOf('data:'));

describe('startRun', () => {
  it("uses the spec's data, relative to the spec", async () => {
    const folder = await tinyProject();
    const { train } = await buildFromSpec(join(folder, 'spec.yaml'), { backend: 'cpu' });
    const run = await train({ out: join(folder, 'run') });
    expect(run.train).toMatchObject({ size: 12, classes: ['dark', 'light'] });
    expect(run.validation?.size).toBe(4);
    expect(run.folder).toBe(join(folder, 'run'));
    expect(run.diskUse).toEqual([
      'modelCheckpoint model-{epoch:04d}.h5: 2 epochs × 29.3 kB = 58.6 kB',
      'resume state: 2 files × 18.3 kB = 36.5 kB',
      'modelCheckpoint best.h5: 29.3 kB',
      'final model: 29.3 kB',
    ]);
    const events = await eventsOf(run);
    expect(events.filter(({ type }) => type === 'epochEnd')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
    expect((await run.result).files).toEqual(expect.arrayContaining(['model.h5', 'best.h5', 'spec.yaml']));
  });

  it("uses data of the options instead of the spec's", async () => {
    const out = join(folderOf({}), 'run');
    const { train } = await buildFromSpec({ yaml: withoutData }, { backend: 'cpu' });
    const run = await train({ out, data: { train: noise, validation: noise } });
    expect(run.train).toBe(noise);
    const { history } = await run.result;
    expect(history).toHaveLength(2);
    expect(Object.keys(history[0]?.logs ?? {})).toContain('val_accuracy');
    expect(parse(readFileSync(join(out, 'spec.yaml'), 'utf8')).data).toBeUndefined();
  });

  it('reports each problem with the data once', async () => {
    const folder = await tinyProject({
      'data/train/dark/bad.png': 'no picture',
      'data/train/dark/notes.txt': 'no picture either',
    });
    const { train } = await buildFromSpec(join(folder, 'spec.yaml'), { backend: 'cpu' });
    const warnings = (await eventsOf(await train({ out: join(folder, 'run') }))).flatMap((event) =>
      event.type === 'warning' ? [event.text] : [],
    );
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toBe(
      `${join(folder, 'data/train')}: skipped 1 entry that is not an image: dark/notes.txt`,
    );
    expect(warnings[1]).toMatch(
      new RegExp(`^the image ${join(folder, 'data/train/dark/bad.png')} is not an image .*; it is skipped$`),
    );
  });

  it('stops on a signal, and saves', async () => {
    const folder = await tinyProject();
    const { train } = await buildFromSpec(join(folder, 'spec.yaml'), {
      backend: 'cpu',
      set: { 'training.epochs': 50 },
    });
    const abort = new AbortController();
    const run = await train({ out: join(folder, 'run'), signal: abort.signal });
    for await (const event of run) if (event.type === 'epochEnd') abort.abort();
    const { interrupted, history } = await run.result;
    expect(interrupted).toBe(true);
    expect(history.length).toBeGreaterThan(0);
    expect(history.length).toBeLessThan(50);
    expect(existsSync(join(folder, 'run/model.h5'))).toBe(true);
  });

  it('rejects a spec without data before it touches the run folder', async () => {
    const folder = folderOf({});
    const { train } = await buildFromSpec({ yaml: withoutData }, { backend: 'cpu' });
    await expect(train({ out: join(folder, 'run') })).rejects.toMatchObject({
      message: 'the spec has no training data',
      hint: 'add data: { train: { directory: … } }, with one subfolder per class',
    });
    expect(existsSync(join(folder, 'run'))).toBe(false);
  });

  it('keeps an earlier run if the data of the next cannot be used', async () => {
    const folder = await tinyProject({ 'data/train/third/0.png': await picture(1) });
    const path = join(folder, 'spec.yaml');
    const good = await buildFromSpec(path, {
      backend: 'cpu',
      set: { classes: 3, 'data.validation': { split: 0.2 } },
    });
    await (await good.train({ out: join(folder, 'run') })).result;
    const bad = await buildFromSpec(path, { backend: 'cpu' });
    await expect(bad.train({ out: join(folder, 'run'), overwrite: true })).rejects.toThrow(
      'expected 2 classes',
    );
    expect(existsSync(join(folder, 'run/model.h5'))).toBe(true);
  });

  it('chooses the batch size for auto, reports it, saves it and keeps it on resume', async () => {
    const auto = tinySpec.replace('batchSize: 4', 'batchSize: auto\n  accumulate: 2');
    const folder = await tinyProject({ 'spec.yaml': auto });
    const out = join(folder, 'run');
    const start = async (resume: boolean) => {
      const { train } = await buildFromSpec(join(folder, 'spec.yaml'), {
        set: { 'training.epochs': resume ? 3 : 2 },
        plugins: [
          {
            backends: {
              phone: { ...cpu, probe: async () => ({ available: true, device: 'CPU', memoryBytes: 1e6 }) },
            },
          },
        ],
        backend: 'phone',
      });
      const events = await eventsOf(await train({ out, resume }));
      return events.flatMap<string | number>((event) =>
        event.type === 'message' ? [event.text] : event.type === 'runStart' ? [event.batchesPerEpoch] : [],
      );
    };
    expect((await start(false)).slice(0, 2)).toEqual([
      2,
      'batch size 4: the largest power of two up to the 12 training images divided by accumulate (2)',
    ]);
    expect(parse(readFileSync(join(out, 'spec.yaml'), 'utf8')).training).toMatchObject({
      batchSize: 4,
      accumulate: 2,
    });
    expect((await start(true)).slice(0, 2)).toEqual([2, 'batch size 4: the same as in the run so far']);
  });

  it('rejects a folder with a run in progress, without touching it', async () => {
    const out = join(folderOf({}), 'run');
    const data = { train: noise, validation: noise };
    const { train } = await buildFromSpec({ yaml: withoutData }, { backend: 'cpu' });
    let goOn = () => {};
    const halt = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow: DataSet = {
      ...noise,
      async *batches(options) {
        await halt;
        yield* noise.batches(options);
      },
    };
    const run = await train({ out, data: { train: slow, validation: noise } });
    const other = await buildFromSpec({ yaml: withoutData }, { backend: 'cpu' });
    for (const more of [{}, { overwrite: true }, { resume: true }, { resume: 'auto' as const }]) {
      await expect(other.train({ out, data, ...more })).rejects.toThrow(
        `"${out}" is in use: process ${process.pid}`,
      );
    }
    await expect(train({ out: join(folderOf({}), 'other'), data })).rejects.toThrow(
      expect.objectContaining({
        message: 'the model is already being trained',
        hint: 'wait for the result of that run, or build another model from the spec',
      }),
    );
    goOn();
    expect((await run.result).history).toHaveLength(2);
    const again = await train({ out, data, overwrite: true });
    await again.result;
    expect(readdirSync(out).filter((name) => name.includes('lock'))).toEqual([]);
  });

  it('warns if all training images are of one class', async () => {
    const { train } = await buildFromSpec({ yaml: withoutData }, { backend: 'cpu' });
    const single = { ...noise, classSizes: noise.classes.map((_, i) => (i === 1 ? noise.size : 0)) };
    const run = await train({ out: join(folderOf({}), 'run'), data: { train: single, validation: noise } });
    const warnings: string[] = [];
    for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
    expect(warnings).toEqual([
      `all training images are of the class "${noise.classes[1]}", so the network can only learn to always predict it; add images of other classes to the training set`,
    ]);
  });

  it('measures durations with a clock that is never set', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { train } = await buildFromSpec({ yaml: withoutData }, { backend: 'cpu' });
      const data = { train: noise, validation: noise };
      const run = await train({ out: join(folderOf({}), 'run'), data });
      for await (const event of run) if (event.type === 'epochStart') vi.setSystemTime(0);
      for (const { durationSeconds } of (await run.result).history) {
        expect(durationSeconds).toBeGreaterThan(0);
        expect(durationSeconds).toBeLessThan(60);
      }
    } finally {
      vi.useRealTimers();
    }
  });
});
