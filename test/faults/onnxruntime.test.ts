import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { faultProject } from './fault-project';
import { differences, runProgram } from './fault-run';

const backend = 'onnxruntime';
let project = '';
let whole = '';
let operations: readonly string[] = [];

beforeAll(async () => {
  let remove = () => {};
  project = await faultProject((removal) => {
    remove = removal;
  });
  whole = join(project, 'whole');
  const { printed } = await runProgram({ project, out: whole, backend });
  expect(printed).toMatchObject({ stopReason: null, interrupted: false });
  operations = printed?.operations ?? [];
  return remove;
}, 60_000);

it('a run on onnxruntime that is killed at any point resumes to the same bits', {
  timeout: 120_000,
}, async () => {
  const moments = [0.1, 0.3, 0.5, 0.7, 0.95].map((share) => Math.ceil(share * operations.length));
  for (const at of moments) {
    const out = join(project, `killed-${at}`);
    expect(await runProgram({ project, out, backend }, { at, kill: 'before' })).toMatchObject({
      signal: 'SIGKILL',
    });
    const resumed = await runProgram({ project, out, backend, resume: 'auto' });
    expect(resumed.printed).toMatchObject({ stopReason: null, interrupted: false });
    expect([at, differences(whole, out)]).toEqual([at, []]);
    rmSync(out, { recursive: true, force: true });
  }
});

it('a run on another backend is not resumed', async () => {
  const out = join(project, 'other');
  await runProgram({ project, out }, { at: Math.ceil(operations.length / 2), kill: 'before' });
  const { printed } = await runProgram({ project, out, backend, resume: true });
  expect(printed?.error).toContain('was trained on backend cpu, not onnxruntime');
});
