import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from '../../src/run/training/events';
import { folderOf } from '../support/tiny-project';
import { tinyRun } from '../support/tiny-run';
import { runCli } from './run-cli';

const trained = tinyRun();

/** The tiny run with a progress mode, on a terminal. */
function train(mode: string, ...argv: string[]) {
  const out = join(folderOf({}), 'run');
  const spec = join(trained.project, 'spec.yaml');
  const all = ['train', spec, '--out', out, '--backend', 'cpu', '--progress', mode, ...argv];
  return runCli(all, { terminal: true });
}

describe('--progress', () => {
  it('json prints only events on stderr, including the warnings about the spec', async () => {
    const { code, stdout, stderr } = await train(
      'json',
      '--set',
      'callbacks=[{ type: earlyStopping, patience: 50 }]',
    );
    expect(code).toBe(0);
    const events = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TrainingEvent);
    const types = events.map(({ type }) => type);
    expect(types.slice(types.indexOf('runStart')).filter((type) => type !== 'batchEnd')).toEqual([
      'runStart',
      ...['fileWritten', 'fileWritten'],
      ...['epochStart', 'validationStart', 'fileWritten', 'fileWritten', 'epochEnd'],
      ...['epochStart', 'validationStart', 'epochEnd'],
      ...['fileWritten', 'fileWritten', 'runEnd'],
    ]);
    const before = events.slice(0, types.indexOf('runStart'));
    expect(before[0]).toEqual({
      type: 'warning',
      text: expect.stringContaining('earlyStopping can never trigger'),
    });
    expect(new Set(before.slice(1).map(({ type }) => type))).toEqual(new Set(['message']));
    expect(stdout).toContain('\nevaluated on 4 validation images: accuracy');
  });

  it('quiet prints nothing without warnings', async () => {
    const { code, stdout, stderr } = await train('quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('\nevaluated on 4 validation images: accuracy');
  });

  it('rejects other modes', async () => {
    expect(await train('loud')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Allowed choices are bar, quiet, json.'),
    });
  });
});
