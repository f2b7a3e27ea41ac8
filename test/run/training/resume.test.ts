import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFromSpec } from '../../../src/hosts/node/library';
import type { BuildOptions } from '../../../src/run/build-from-spec';
import type { RunOptions } from '../../../src/run/training/start-run';
import { picture, tinyProject, tinySpec } from '../../support/tiny-project';

/** Trains the project's spec in the run folder `run` and returns the result; `set` overrides the spec. */
async function trained(project: string, options: RunOptions = {}, build: BuildOptions = {}) {
  const { model, train } = await buildFromSpec(join(project, 'spec.yaml'), { backend: 'cpu', ...build });
  const run = await train({ out: join(project, 'run'), ...options });
  const said: string[] = [];
  for await (const event of run) {
    if (event.type === 'message' || event.type === 'warning') said.push(event.text);
  }
  const weights = (await run.engine.snapshot()).weights;
  run.engine.dispose();
  model.dispose();
  return { said, weights, ...(await run.result) };
}

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const epochs = (count: number): BuildOptions => ({ set: { 'training.epochs': count } });
const logsOf = ({ history }: Awaited<ReturnType<typeof trained>>) => history.map(({ logs }) => logs);

describe('resume', () => {
  it('continues for more epochs like a longer run', async () => {
    const project = await tinyProject();
    await trained(project);
    const longer = await trained(project, { resume: true }, epochs(4));
    const whole = await trained(project, { out: join(project, 'whole') }, epochs(4));
    expect(longer.said[0]).toBe('resumed at epoch 3');
    expect(logsOf(longer)).toEqual(logsOf(whole));
    expect(longer.weights).toEqual(whole.weights);
    expect(read(project, 'run/spec.yaml')).toBe(read(project, 'whole/spec.yaml'));
  });

  it('reports that more epochs change the schedule of the learning rate, and keeps that for the report', async () => {
    const project = await tinyProject();
    const callbacks = [{ type: 'learningRateScheduler', schedule: 'cosine' }];
    const build = (count: number): BuildOptions => ({
      set: { callbacks, 'training.optimizer': { type: 'sgd', learningRate: 0.1 }, 'training.epochs': count },
    });
    await trained(project, {}, build(2));
    const longer = await trained(project, { resume: true }, build(4));
    const warning =
      'training.epochs has changed from 2 to 4, and learningRateScheduler depends on it: epoch 2 was trained with the learning rate 0.05, which would be 0.08536 now, and epoch 3 continues with 0.05; use --overwrite to train all epochs with one schedule';
    expect(longer.said).toContain(warning);
    expect(longer.history[2]?.messages).toContain(warning);
    expect(read(project, 'run/report.html')).toContain('would be 0.08536 now');

    const stopped = trained(project, { resume: true }, build(4));
    expect((await stopped).said).not.toContain(warning);
  });

  it('does nothing for a complete run, and keeps its model unchanged', async () => {
    const project = await tinyProject();
    const first = await trained(project);
    const again = await trained(project, { resume: true });
    expect(again.said).toEqual([
      'nothing left to train: all 2 epochs are done; increase training.epochs to continue',
    ]);
    expect(again.history).toEqual(first.history);
    expect(again.weights).toEqual(first.weights);
  });

  it('requires a run, but with auto starts one', async () => {
    const project = await tinyProject();
    await expect(trained(project, { resume: true })).rejects.toMatchObject({
      message: `no run to resume in "${join(project, 'run')}"`,
      hint: 'start one without --resume, or give its folder with --out',
    });
    expect(existsSync(join(project, 'run'))).toBe(false);
    const { said } = await trained(project, { resume: 'auto' });
    expect(said[0]).not.toMatch('resumed');
    expect((await trained(project, { resume: 'auto' })).said[0]).toMatch('nothing left to train');
  });

  it('cannot be combined with overwrite', async () => {
    const project = await tinyProject();
    await expect(trained(project, { resume: 'auto', overwrite: true })).rejects.toThrow(
      'overwrite and resume cannot be used together',
    );
  });

  it('does not touch a folder with other files', async () => {
    const project = await tinyProject({ 'run/thesis.tex': 'mine' });
    await expect(trained(project, { resume: 'auto' })).rejects.toThrow(
      'contains files that do not belong to a run',
    );
    expect(read(project, 'run/thesis.tex')).toBe('mine');
  });

  it('rejects the run of another spec, and shows the difference', async () => {
    const project = await tinyProject();
    await trained(project);
    const before = read(project, 'run/history.json');
    const set = { 'training.optimizer.learningRate': 0.1, 'training.epochs': 3 };
    const error = await trained(project, { resume: true }, { set }).catch((caught) => caught);
    expect(error.message).toContain(`the run in "${join(project, 'run')}" has a different spec:\n`);
    expect(error.message).toMatch(/optimizer.learningRate +0.02 → 0.1\n/);
    expect(error.message).not.toContain('epochs');
    expect(error.hint).toBe(
      'only training.epochs may change, and only increase; use --overwrite to replace that run, or --out to choose another folder',
    );
    expect(read(project, 'run/history.json')).toBe(before);
    const filters = tinySpec.replace('filters: 4', 'filters: 5');
    writeFileSync(join(project, 'spec.yaml'), filters);
    await expect(trained(project, { resume: 'auto' })).rejects.toThrow(/conv1 +filters +4 → 5/);
  });

  it('rejects fewer epochs', async () => {
    const project = await tinyProject();
    await trained(project);
    await expect(trained(project, { resume: true }, epochs(1))).rejects.toThrow(/epochs +2 → 1/);
  });

  it('continues with smaller batches of the same step, to the same result', async () => {
    const plain = tinySpec.replace(' batchNorm: { momentum: 0.5 },', '');
    const project = await tinyProject({ 'spec.yaml': plain });
    await trained(project);
    const parts = { set: { 'training.epochs': 4, 'training.batchSize': 1, 'training.accumulate': 4 } };
    const resumed = await trained(project, { resume: true }, parts);
    const whole = await trained(project, { out: join(project, 'whole') }, epochs(4));
    expect(resumed.said.slice(0, 2)).toEqual([
      'this run started with a batch size of 4 and continues with 1 (still 4 images per step), so results differ in the last bits, and batchNorm averages over batches of another size',
      'resumed at epoch 3',
    ]);
    const values = (weights: readonly Float32Array[]) => weights.flatMap((weight) => [...weight]);
    const expected = values(whole.weights);
    for (const [i, value] of values(resumed.weights).entries())
      expect(value).toBeCloseTo(expected[i] ?? 0, 4);
  });

  it('rejects another number of images per step', async () => {
    const project = await tinyProject();
    await trained(project);
    const set = { 'training.batchSize': 2, 'training.accumulate': 3 };
    await expect(trained(project, { resume: true }, { set })).rejects.toMatchObject({
      message: expect.stringMatching(/batchSize +4 → 2\n.*accumulate +1 → 3\n/),
      hint: 'only training.epochs may change, and only increase, and training.batchSize and training.accumulate if their product stays the same; use --overwrite to replace that run, or --out to choose another folder',
    });
  });

  it('ignores comments, formatting, and how the backend was selected', async () => {
    const project = await tinyProject();
    await trained(project);
    const other = tinySpec.replace('training:\n', '# the same\ntraining:\n  backend: cpu\n');
    writeFileSync(join(project, 'spec.yaml'), other);
    expect((await trained(project, { resume: true })).said[0]).toMatch('nothing left');
  });

  it('rejects another backend', async () => {
    const project = await tinyProject();
    await trained(project);
    await expect(trained(project, { resume: true }, { backend: 'wasm' })).rejects.toMatchObject({
      message: `the run in "${join(project, 'run')}" was trained on backend cpu, not wasm`,
      hint: expect.stringContaining('use --backend cpu'),
    });
  });

  it('rejects other data', async () => {
    const project = await tinyProject();
    await trained(project);
    writeFileSync(join(project, 'data/train/dark/more.png'), await picture(3));
    await expect(trained(project, { resume: true })).rejects.toThrow(
      /^the images have changed since the run in ".*" stopped: 1 added\n {2}added: .*more\.png$/,
    );
  });
});

describe('a damaged state', () => {
  const states = (project: string) => [0, 1].map((slot) => join(project, `run/.convspec-state-${slot}`));

  it('is skipped in favor of the previous one, with a warning', async () => {
    const project = await tinyProject();
    const first = await trained(project);
    const newest = states(project)[1] ?? '';
    const bytes = readFileSync(newest);
    bytes[bytes.length - 40] = 1 ^ (bytes[bytes.length - 40] ?? 0);
    writeFileSync(newest, bytes);
    const again = await trained(project, { resume: true });
    expect(again.said.slice(0, 2)).toEqual([
      `"${newest}": cannot be resumed from: its checksum is wrong; using the previous state instead`,
      'resumed at epoch 2',
    ]);
    expect(logsOf(again)).toEqual(logsOf(first));
    expect(again.weights).toEqual(first.weights);
    expect(read(project, 'run/history.csv').split('\n')).toHaveLength(4);
  });

  it('is rejected if the other one is damaged too', async () => {
    const project = await tinyProject();
    await trained(project);
    for (const path of states(project)) truncateSync(path, 100);
    await expect(trained(project, { resume: 'auto' })).rejects.toMatchObject({
      message: expect.stringContaining('it is truncated'),
      hint: 'start again with --overwrite, or choose another folder with --out',
    });
    expect(existsSync(join(project, 'run/model.h5'))).toBe(true);
    await trained(project, { overwrite: true });
  });
});

describe('a file truncated or removed since', () => {
  it('is reported if it cannot be restored', async () => {
    const callbacks = [{ type: 'csvLogger', path: 'log.csv' }];
    const project = await tinyProject();
    const build = (count: number) => ({ set: { callbacks, 'training.epochs': count } });
    await trained(project, {}, build(1));
    const header = read(project, 'run/log.csv').split('\r\n', 1)[0];
    rmSync(join(project, 'run/log.csv'));
    const { said } = await trained(project, { resume: true }, build(2));
    expect(said[0]).toMatch(/log.csv" has lost \d+ bytes since the run stopped$/);
    expect(read(project, 'run/log.csv')).toMatch(/^1,/);
    expect(header).toMatch(/^epoch,/);
  });
});

describe('one seed', () => {
  it('gives two runs the same bits, and another seed different ones', async () => {
    const project = await tinyProject();
    const out = (name: string) => ({ out: join(project, name) });
    const [a, b] = [await trained(project, out('a')), await trained(project, out('b'))];
    expect(a.weights).toEqual(b.weights);
    expect(logsOf(a)).toEqual(logsOf(b));
    const c = await trained(project, out('c'), { set: { 'training.seed': 4 } });
    expect(c.weights).not.toEqual(a.weights);
  });

  it('draws the initial weights of a layer regardless of the names of the others', async () => {
    const project = await tinyProject();
    const initial = async (spec: string) => {
      writeFileSync(join(project, 'spec.yaml'), spec);
      const { model } = await buildFromSpec(join(project, 'spec.yaml'), { backend: 'cpu' });
      const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
      model.dispose();
      return weights;
    };
    const named = await initial(tinySpec);
    const renamed = await initial(tinySpec.replace('name: conv1', 'name: first'));
    expect(renamed.length).toBe(named.length);
    expect(renamed.slice(1)).toEqual(named.slice(1));
    expect(renamed[0]).not.toEqual(named[0]);
  });
});
