import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const policy = `${tinySpec.replace('epochs: 2', 'epochs: 9').replace(/\ncallbacks:[\s\S]*?\n(?=\S)/, '\n')}
callbacks:
  - { type: modelCheckpoint, path: 'models/epoch-{epoch:02d}.h5', keepLast: 2 }
  - { type: modelCheckpoint, path: models/best.h5, monitor: val_accuracy, saveBestOnly: true }
  - { type: earlyStopping, monitor: val_accuracy, patience: 3, minDelta: 0.05, restoreBestWeights: true }
  - { type: reduceLROnPlateau, monitor: val_accuracy, patience: 1, cooldown: 2, factor: 0.5 }
`;

const csv = (...values: (number | string)[]) =>
  `epoch,acc,loss,val_acc,val_loss\r\n${values.map((value, i) => `${i},0.5,1e-05,${value},nan\r\n`).join('')}`;

/** Rehearses the policy on logs in a file. */
function rehearse(log: string, ...flags: string[]) {
  const folder = folderOf({ 'log.csv': log });
  return runCli(['rehearse', '-', '--log', join(folder, 'log.csv'), ...flags], { stdin: policy });
}

describe('convspec rehearse', () => {
  it('prints a table and how it ends', async () => {
    const { code, stdout, stderr } = await rehearse(csv(0.5, 0.7, 'nan', 0.72, 0.71, 0.9));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "                     learning  modelCheckpoint  earlyStopping        reduceLROnPlateau
      epoch  val_accuracy      rate             best           best  wait               best  wait  cooldown  saved in models/
          1        0.5000      0.02           0.5000         0.5000   0/3             0.5000   0/1            epoch-01.h5, best.h5
          2        0.7000      0.02           0.7000         0.7000   0/3             0.7000   0/1            epoch-02.h5, best.h5
          3           NaN      0.01           0.7000         0.7000   1/3             0.7000   0/1         2  epoch-03.h5, −epoch-01.h5
          4        0.7200      0.01           0.7200         0.7000   2/3             0.7200   0/1         1  epoch-04.h5, best.h5, −epoch-02.h5
          5        0.7100     0.005           0.7200         0.7000   3/3             0.7200   0/1         2  epoch-05.h5, −epoch-03.h5

      note: acc is read as accuracy, val_acc is read as val_accuracy
      note: val_loss is NaN in epoch 1, although the loss is finite: a validation image has values that are not finite or too large, or the weights are no longer usable

      Training stops after epoch 5 of 9: val_accuracy has not improved for 3 epochs. The learning rate changes to 0.01 in epoch 3, 0.005 in epoch 5. The best val_accuracy is 0.7200 in epoch 4. earlyStopping treats 0.7000 in epoch 2 as the best. The model ends with the weights restored from epoch 2. models/best.h5 contains the weights of epoch 4.
      "
    `);
  });

  it('reports what would happen after the end of the log', async () => {
    const { stdout } = await rehearse(csv(0.5, 0.7));
    expect(stdout.slice(stdout.lastIndexOf('\n\n') + 2)).toMatchInlineSnapshot(`
      "The logs end after epoch 2 of 9, before training does. Without further improvement, training would stop after epoch 5 (val_accuracy has not improved for 3 epochs), with a learning rate of 0.005. The best val_accuracy is 0.7000 in epoch 2. If training ended there, the model would end with the weights restored from epoch 2. models/best.h5 contains the weights of epoch 2.
      "
    `);
  });

  it('reports the epoch of a file that is not overwritten', async () => {
    const { stdout } = await rehearse(csv(0.7, 0.5, 0.5), '--set', 'callbacks.0.path=last-{epoch}.h5');
    expect(stdout).toContain(' models/best.h5 contains the weights of epoch 1.\n');
    expect(stdout).not.toContain('last-1.h5 contains');
  });

  it('tries another patience', async () => {
    const { stdout } = await rehearse(csv(0.5, 0.7, 0.7, 0.7), '--set', 'callbacks.earlyStopping.patience=1');
    expect(stdout).toContain('Training stops after epoch 3 of 9: val_accuracy has not improved for 1 epoch.');
  });

  it('prints JSON', async () => {
    const { code, stdout } = await rehearse(csv(0.5, 'nan'), '--format', 'json');
    expect(code).toBe(0);
    const { epochs, ...rest } = JSON.parse(stdout);
    expect(epochs[1]).toEqual({
      epoch: 2,
      logs: { accuracy: 0.5, loss: 1e-5, val_accuracy: 'NaN', val_loss: 'NaN' },
      learningRate: Math.fround(Math.fround(0.02) * 0.5),
      saved: ['models/epoch-02.h5'],
      removed: [],
      callbacks: [
        {
          type: 'modelCheckpoint',
          best: null,
          batches: 0,
          epoch: 1,
          files: ['models/epoch-01.h5', 'models/epoch-02.h5'],
        },
        { type: 'modelCheckpoint', best: 0.5, batches: 0, epoch: 1, files: [] },
        { type: 'earlyStopping', wait: 1, best: 0.5, bestEpoch: 0, stoppedEpoch: 0 },
        { type: 'reduceLROnPlateau', wait: 0, best: 0.5, cooldownCounter: 2 },
      ],
      messages: [
        'val_accuracy has plateaued: learning rate 0.02 → 0.01.',
        'Restored weights from epoch 1 (best val_accuracy).',
      ],
      stop: false,
      reason: null,
    });
    expect(rest).toMatchObject({ plannedEpochs: 9, loggedEpochs: 2, stoppedEpoch: null, restoredEpoch: 1 });
  });

  it('reads logs from standard input', async () => {
    const folder = folderOf({ 'spec.yaml': policy });
    const stdin = JSON.stringify([{ val_accuracy: 0.5 }, { val_accuracy: 0.2 }]);
    const { code, stdout } = await runCli(['rehearse', join(folder, 'spec.yaml'), '--log', '-'], { stdin });
    expect(code).toBe(0);
    expect(stdout).toContain('The logs end after epoch 2 of 9, before training does.');
  });

  it('exits with 1 if the run fails', async () => {
    const spec = `${policy}  - { type: terminateOnNaN, raiseError: true }\n`;
    const folder = folderOf({ 'spec.yaml': spec });
    const stdin = '[{"loss": 1, "val_accuracy": 0.5}, {"loss": NaN, "val_accuracy": 0.5}]';
    const { code, stdout } = await runCli(['rehearse', join(folder, 'spec.yaml'), '--log', '-'], { stdin });
    expect(code).toBe(1);
    expect(stdout).toContain('Training fails in epoch 2 of 9: the loss became NaN at batch 1.');
  });

  it('reports a missing column', async () => {
    const folder = folderOf({ 'old.csv': 'epoch,loss\n0,1\n' });
    const path = join(folder, 'old.csv');
    expect(await runCli(['rehearse', '-', '--log', path], { stdin: policy })).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: ${path} has no column "val_accuracy", which modelCheckpoint monitors\n  = hint: available columns: loss\n`,
    });
  });

  it.each([
    [['rehearse', '-'], 2, /required option '--log <file>' not specified/],
    [['rehearse', '-', '--log', '-'], 2, /both the spec and --log are - \(standard input\)/],
    [['rehearse', '-', '--log', 'nowhere.csv'], 1, /"nowhere.csv": no such file or folder/],
    [['rehearse', '-', '--log', 'nowhere.csv', '--batches-per-epoch', '0'], 2, /whole number of at least 1/],
    [['rehearse', '-', '--log', 'nowhere.csv', '--format', 'xml'], 2, /Allowed choices are text, json/],
    [['rehearse', 'nowhere.yaml', '--log', 'nowhere.csv'], 2, /nowhere.yaml: no such file or folder/],
  ])('rejects %j', async (argv, code, message) => {
    const result = await runCli(argv, { stdin: policy });
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
    expect(result.stderr).toMatch(message);
  });

  it('rejects a spec with errors', async () => {
    const { code, stderr } = await runCli(['rehearse', '-', '--log', 'x.csv'], {
      stdin: `${policy}nonsense: 1\n`,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('unknown section "nonsense"');
  });
});
