import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { faultProject } from './fault-project';
import { differences, goOn, runProgram } from './fault-run';

let project = '';
/** A run that never stopped. */
let whole = '';
/** The file operations of such a run on its folder. */
let operations: readonly string[] = [];

/** A file with the source text of functions, which a bundler changes. */
const writtenByBundler = /^report\.html$/;

beforeAll(async () => {
  let remove = () => {};
  project = await faultProject((removal) => {
    remove = removal;
  });
  whole = join(project, 'whole');
  await goOn({ project, out: whole });
  const traced = join(project, 'traced');
  const { printed } = await runProgram({ project, out: traced });
  expect(printed).toMatchObject({ stopReason: null, interrupted: false });
  operations = printed?.operations ?? [];
  expect(differences(whole, traced, writtenByBundler)).toEqual([]);
  return remove;
}, 60_000);

/** All moments at which a kill leaves a different folder: in the middle of each write, and before each operation. */
function moments(): { at: number; kill: 'before' | 'half' }[] {
  return operations.flatMap((operation, index) => {
    const at = index + 1;
    if (operation === 'none') return [];
    const writes = /^(write|append) /.test(operation);
    return [{ at, kill: 'before' as const }, ...(writes ? [{ at, kill: 'half' as const }] : [])];
  });
}

/** Calls `work` with each item, two at a time. */
async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

/** Kills a run at each moment, then resumes it. Runs are resumed one at a time, because they share tfjs. */
async function survive(
  killed: readonly { at: number; kill: 'before' | 'half' | 'after' }[],
): Promise<string[]> {
  const failures: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  await inPairs(killed, async ({ at, kill }) => {
    const moment = `${kill} operation ${at}, ${operations[at - 1]}`;
    const out = join(project, `killed-${at}-${kill}`);
    const { signal } = await runProgram({ project, out }, { at, kill });
    if (signal !== 'SIGKILL') failures.push(`${moment}: not killed`);
    turn = turn
      .then(() => goOn({ project, out }))
      .catch((error) => failures.push(`${moment}: ${error.message}`));
    await turn;
    const differing = differences(whole, out);
    if (differing.length > 0) failures.push(`${moment}: ${differing.join(', ')} differ`);
    rmSync(out, { recursive: true, force: true });
  });
  return failures;
}

const all = process.env.CONVSPEC_FAULT_ALL === '1';

describe('a killed run', () => {
  it(
    'resumes to the same bits from each of its operations',
    async () => {
      const every = moments();
      const step = all ? 1 : Math.ceil(every.length / 3);
      const chosen = every.filter((_, i) => i % step === step >> 1 || all);
      expect(await survive(chosen)).toEqual([]);
      console.log(
        `survived SIGKILL at ${chosen.length} of ${every.length} moments of ${operations.length} operations`,
      );
    },
    30 * 60_000,
  );

  it('resumes to the same bits from five random moments', async () => {
    const moments = Array.from({ length: 5 }, () => Math.random());
    for (const [i, moment] of moments.entries()) {
      const out = join(project, `random-${i}`);
      let begun = Number.NaN;
      const first = await runProgram({ project, out }, undefined, (text, child) => {
        if (!Number.isNaN(begun) || !text.includes('training')) return;
        begun = performance.now();
        setTimeout(() => child.kill('SIGKILL'), moment * 500);
      });
      await goOn({ project, out });
      const when = `${moment * 500} ms after the start (${first.signal})`;
      expect(differences(whole, out, writtenByBundler), when).toEqual([]);
    }
  });

  it('can be killed again after it is resumed', async () => {
    const out = join(project, 'twice');
    const appends = operations
      .map((operation, i) => (operation === 'append log.csv' ? i + 1 : 0))
      .filter(Boolean);
    const [first = 0] = appends;
    await runProgram({ project, out }, { at: first, kill: 'after' });
    const { signal } = await runProgram({ project, out, resume: true }, { at: 3, kill: 'before' });
    expect(signal).toBe('SIGKILL');
    await goOn({ project, out });
    expect(differences(whole, out, writtenByBundler)).toEqual([]);
  });
});

describe('a run stopped by Ctrl-C', () => {
  it('resumes at the batch where it stopped', async () => {
    const out = join(project, 'interrupted');
    let sent = false;
    const { printed } = await runProgram({ project, out }, undefined, (text, child) => {
      if (!sent && text.includes('training')) sent = child.kill('SIGINT');
    });
    expect(printed).toMatchObject({ interrupted: true, stopReason: 'interrupted' });
    const { said, history } = await goOn({ project, out }, { resume: true });
    expect(said[0]).toMatch(/^resumed /);
    expect(history.map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(differences(whole, out, /^\.convspec-state-/)).toEqual([]);
  });
});
