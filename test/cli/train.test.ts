import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { setFault } from '../faults/inject-faults';
import { readKerasH5 } from '../support/node-formats';
import { folderOf, tinyPictures, tinyProject, tinySpec } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { runCli } from './run-cli';

const trained = tinyRun();
const onCpu = ['--backend', 'cpu'];

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

/** Seconds, speeds and losses differ from machine to machine. */
const masked = (text: string) =>
  text
    .replace(/[\d.]+ s {2}[\d.]+ images\/s/g, '<s>  <images/s>')
    .replace(/loss \d\.\d+/g, 'loss <loss>')
    .replace(/accuracy 0\.\d+/g, 'accuracy <share>');

async function weightsOf(path: string): Promise<Record<string, number[]>> {
  const weights: Record<string, number[]> = {};
  for await (const { path: name, values } of (await readKerasH5(path)).weights()) {
    weights[name] = Array.from(values);
  }
  return weights;
}

function logsOf(folder: string): unknown[] {
  const { epochs } = JSON.parse(read(folder, 'history.json')) as { epochs: { logs: unknown }[] };
  return epochs.map(({ logs }) => logs);
}

describe('a run', () => {
  it('gives advice derived from its curves', async () => {
    const project = await tinyProject();
    const { code, stdout } = await runCli([
      ...['train', join(project, 'spec.yaml'), '--out', join(project, 'run'), ...onCpu],
      ...['--set', 'training.epochs=5', '--set', 'training.optimizer.learningRate=1e-9'],
    ]);
    expect(code).toBe(0);
    const advice =
      'training accuracy has stopped rising at 50.0%: use a larger network (convspec init --network medium), or less augmentation';
    expect(stdout).toContain(`\n\nadvice: ${advice}\n\nsaved in `);
    expect(read(project, 'run/report.html')).toContain(`<p id="advice">Advice: ${advice}</p>`);
  });

  it('prints its progress, its results and its files', async () => {
    const project = await tinyProject();
    const run = join(project, 'run');
    const { code, stdout, stderr } = await runCli([
      ...['train', join(project, 'spec.yaml'), '--out', run, '--backend', 'wasm'],
    ]);
    expect(code).toBe(0);
    const device = stderr.match(/^backend wasm \((.*)\): /)?.[1];
    expect(device).toMatch(/^CPU, WebAssembly/);
    expect(masked(stderr)).toBe(`backend wasm (${device}): requested
will write modelCheckpoint model-{epoch:04d}.h5: 2 epochs × 29.3 kB = 58.6 kB
will write resume state: 2 files × 18.3 kB = 36.5 kB
will write modelCheckpoint best.h5: 29.3 kB
will write final model: 29.3 kB
12 training images, 4 validation images, 2 epochs of 3 batches, on wasm (${device})
  val_accuracy is 1: saved best.h5.
epoch 1/2  <s>  <images/s>  accuracy <share>  loss <loss>  val_accuracy 1.0000  val_loss <loss>
epoch 2/2  <s>  <images/s>  accuracy <share>  loss <loss>  val_accuracy 1.0000  val_loss <loss>
done: 2 epochs
`);
    const [train, validation] = ['train', 'validation'].map(
      (part) => `logs/${part}/${readdirSync(join(run, 'logs', part))[0]}`,
    );
    expect(stdout).toBe(`
evaluated on 4 validation images: accuracy 100.00% (4 of 4)

   true \\ predicted  1  2  images  recall  precision      F1
1  dark              2  .       2  100.0%     100.0%  100.0%
2  light             .  2       2  100.0%     100.0%  100.0%
   macro average                   100.0%     100.0%  100.0%
   weighted average                100.0%     100.0%  100.0%

saved in ${run}:
  spec.yaml
  environment.json
  ${train}
  ${validation}
  model-0001.h5
  best.h5
  history.json
  history.csv
  model-0002.h5
  model.h5
  report.html

classify an image: convspec predict ${run} IMAGE
`);
  });

  it('saves a history, models and the spec', async () => {
    const { run } = trained;
    expect(readdirSync(run).sort()).toEqual([
      '.convspec-images.json',
      '.convspec-run.json',
      '.convspec-state-0',
      '.convspec-state-1',
      'best.h5',
      'environment.json',
      'history.csv',
      'history.json',
      'logs',
      'model-0001.h5',
      'model-0002.h5',
      'model.h5',
      'report.html',
      'spec.yaml',
    ]);
    const rows = read(run, 'history.csv').trimEnd().split('\n');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toBe('epoch,accuracy,loss,val_accuracy,val_loss,seconds');
    expect(logsOf(run)).toHaveLength(2);
    expect(await weightsOf(join(run, 'model.h5'))).toEqual(await weightsOf(join(run, 'model-0002.h5')));
    expect(parse(read(run, 'spec.yaml'))).toMatchObject({
      name: 'tiny',
      training: { epochs: 2, optimizer: { beta1: 0.9 } },
      data: { train: { directory: '../data/train' }, validation: { directory: '../data/validation' } },
    });
  });

  it('gives the same result when trained again from its saved spec', async () => {
    const { project, run } = trained;
    const again = join(folderOf({}), 'again');
    const { code } = await runCli(['train', join(run, 'spec.yaml'), '--out', again, ...onCpu]);
    expect(code).toBe(0);
    expect(logsOf(again)).toEqual(logsOf(run));
    expect(await weightsOf(join(again, 'model.h5'))).toEqual(await weightsOf(join(run, 'model.h5')));
    expect(existsSync(join(project, 'data'))).toBe(true);
  });

  it('gives another result with another seed', async () => {
    const other = join(folderOf({}), 'other');
    const spec = join(trained.project, 'spec.yaml');
    const { code } = await runCli(['train', spec, '--out', other, '--seed', '4', ...onCpu]);
    expect(code).toBe(0);
    expect(parse(read(other, 'spec.yaml')).training.seed).toBe(4);
    expect(logsOf(other)).not.toEqual(logsOf(trained.run));
  });

  it('takes the spec from standard input, paths from the working directory', async () => {
    const folder = folderOf(await tinyPictures());
    const former = process.cwd();
    process.chdir(folder);
    const { code } = await runCli(['train', '-', '--set', 'training.epochs=1', ...onCpu], {
      stdin: tinySpec,
    }).finally(() => process.chdir(former));
    expect(code).toBe(0);
    expect(logsOf(join(folder, 'runs/tiny'))).toHaveLength(1);
  });
});

describe('a used folder', () => {
  it('is rejected, and replaced with --overwrite', async () => {
    const project = await tinyProject();
    const run = join(project, 'run');
    const argv = ['train', join(project, 'spec.yaml'), '--out', run, '--set', 'callbacks=[]', ...onCpu];
    expect((await runCli([...argv, '--set', 'training.epochs=1'])).code).toBe(0);
    const refused = await runCli(argv);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(
      `error: "${run}" already contains a run\n  = hint: use --resume to continue it, --overwrite to replace it, or --out for another folder\n`,
    );
    expect(logsOf(run)).toHaveLength(1);
    expect((await runCli([...argv, '--overwrite'])).code).toBe(0);
    expect(logsOf(run)).toHaveLength(2);
  });
});

describe('--resume', () => {
  const done = /nothing left to train: all 2 epochs are done; increase training\.epochs to continue/;

  it('resumes a run by its folder, with the spec in it, and overrides', async () => {
    const project = await tinyProject();
    const run = join(project, 'run');
    const first = ['train', join(project, 'spec.yaml'), '--out', run, '--set', 'training.epochs=1'];
    expect((await runCli([...first, ...onCpu])).code).toBe(0);
    const resumed = await runCli(['train', '--resume', run, '--set', 'training.epochs=2']);
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('resumed at epoch 2') });
    // `auto` is the backend that the run started on, whatever is faster here.
    const [, faster] = /^backend (\w+) /.exec(resumed.stderr) ?? [];
    expect(resumed.stderr).toContain(
      `this run started on cpu, so it continues on cpu instead of ${faster}; to use ${faster}, start a new run`,
    );
    expect(resumed.stderr).toMatch(/2 epochs of 3 batches, on cpu \(/);
    expect(logsOf(run)).toEqual(logsOf(trained.run));
    const other = await runCli(['train', '--resume', run, '--backend', 'wasm']);
    expect(other.stderr).toContain(`the run in "${run}" was trained on backend cpu, not wasm`);
    const listed = ['train', join(project, 'spec.yaml'), '--resume', run, '--backend', 'wasm,cpu'];
    const again = await runCli(listed);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing left to train') });
    const gone = join(project, 'gone');
    expect(await runCli(['train', '--resume', gone, ...onCpu])).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: no run to resume in "${gone}"\n  = hint: give the folder of a run, or start one without --resume\n`,
    });
  });

  it('resumes the run in the folder, and does nothing if it is complete', async () => {
    const project = await tinyProject();
    const run = join(project, 'run');
    const argv = ['train', join(project, 'spec.yaml'), '--out', run, ...onCpu];
    const none = await runCli([...argv, '--resume']);
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `error: no run to resume in "${run}"\n  = hint: start one without --resume, or give its folder with --out\n`,
      ),
    });
    expect((await runCli([...argv, '--resume', 'auto', '--set', 'training.epochs=1'])).code).toBe(0);
    const resumed = await runCli([...argv, '--resume=auto']);
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('resumed at epoch 2') });
    expect(logsOf(run)).toEqual(logsOf(trained.run));
    expect(await runCli([...argv, '--resume'])).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(done),
    });
  });

  it.each([
    [['--resume', '--overwrite'], "option '--overwrite' cannot be used with option '--resume [run]'"],
    [['--resume', 'net.yaml'], 'Expected a run folder, auto or no value. Write the spec before the option'],
    [
      ['--resume', 'runs/a', '--out', 'runs/b'],
      'two run folders were given: --resume runs/a and --out runs/b',
    ],
  ])('%s is a usage error', async (flags, message) => {
    const argv = ['train', join(trained.project, 'spec.yaml'), '--out', trained.run, ...flags];
    expect(await runCli(argv)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
  });

  it('prints the differences from the spec of the run', async () => {
    const argv = ['train', join(trained.project, 'spec.yaml'), '--out', trained.run, '--resume', ...onCpu];
    const { code, stderr } = await runCli([...argv, '--seed', '4']);
    expect(code).toBe(1);
    expect(stderr).toContain(`error: the run in "${trained.run}" has a different spec:\n`);
    expect(stderr).toMatch(/seed +3 → 4\n/);
  });
});

describe('a disk that fills up', () => {
  it('exits with 1 and a hint', async () => {
    const project = await tinyProject();
    const run = join(project, 'run');
    const argv = ['train', join(project, 'spec.yaml'), '--out', run, ...onCpu];
    setFault({ folder: run, at: 100, code: 'ENOSPC' });
    const { code, stderr } = await runCli(argv).finally(() => setFault(null));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /\nerror: training failed in epoch 1 of 2: .*no space left on (the )?device; the history could not be saved either\n {2}= hint: .*; --resume continues in epoch 1\n$/,
    );
    expect(await runCli([...argv, '--resume'])).toMatchObject({ code: 0 });
    expect(logsOf(run)).toEqual(logsOf(trained.run));
  });
});

describe('on a terminal', () => {
  it('draws one live line without colors with NO_COLOR', async () => {
    const out = join(folderOf({}), 'run');
    const argv = ['train', join(trained.project, 'spec.yaml'), '--out', out, ...onCpu];
    const { stderr } = await runCli(argv, { terminal: true, env: { NO_COLOR: '1' } });
    expect(stderr).toContain('\r\u001b[Kepoch 1/2');
    expect(stderr).not.toContain('\u001b[1m');
  });
});

describe('usage', () => {
  it.each(['abc', '-1', '1.5', 'NaN', '1e400'])('rejects the seed %s', async (seed) => {
    const spec = join(trained.project, 'spec.yaml');
    expect(await runCli(['train', spec, `--seed=${seed}`])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(
        `option '--seed <number>' argument '${seed}' is invalid. Expected a whole number of at least 0.`,
      ),
    });
  });

  it('prints the errors of a spec like validate', async () => {
    const stdin = tinySpec.replace('filters: 4', 'filters: 0');
    const { stdout } = await runCli(['validate', '-'], { stdin });
    const { code, stderr } = await runCli(['train', '-'], { stdin });
    expect(code).toBe(1);
    expect(`${stderr.trimEnd()} in 1 spec\n`).toBe(stdout);
  });
});
