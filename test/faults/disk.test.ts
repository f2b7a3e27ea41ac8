import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TrainingError } from '../../src/run/training/training-error';
import { faultProject } from './fault-project';
import { differences, goOn } from './fault-run';
import { type Fault, operations, setFault } from './inject-faults';

let project = '';
let whole = '';
/** What a run does to its folder. */
let trace: readonly string[] = [];

beforeAll(async () => {
  let remove = () => {};
  project = await faultProject((removal) => {
    remove = removal;
  });
  whole = join(project, 'whole');
  setFault({ folder: whole, at: 0 });
  await goOn({ project, out: whole });
  trace = operations();
  setFault(null);
  return remove;
}, 60_000);

afterEach(() => setFault(null));

/** Runs with a fault, which the run does not survive; `null` when it does. */
async function failure(out: string, fault: Omit<Fault, 'folder'>) {
  setFault({ ...fault, folder: out });
  const error = await goOn({ project, out }).then(
    () => null,
    (caught) => caught,
  );
  setFault(null);
  return error as (Error & { hint?: string }) | null;
}

const temporary = (folder: string) =>
  existsSync(folder)
    ? (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.tmp'))
    : [];

/** The number of the last operation that is called so. */
function operation(name: string): number {
  return trace.lastIndexOf(name) + 1;
}

const all = process.env.CONVSPEC_FAULT_ALL === '1';

describe('a full disk', () => {
  it(
    'ends the run in good order at whatever is written, and the run goes on when there is space',
    async () => {
      const writes = trace.flatMap((operation, i) =>
        /^(create|write|append|mkdir) /.test(operation) ? [i + 1] : [],
      );
      const step = all ? 1 : Math.ceil(writes.length / 5);
      const failures: string[] = [];
      for (const at of writes.filter((_, i) => all || i % step === step >> 1)) {
        const out = join(project, `full-${at}`);
        const error = await failure(out, { at, code: 'ENOSPC' });
        const where = `operation ${at}, ${trace[at - 1]}`;
        if (error && !/no space left on (the )?device/.test(error.message))
          failures.push(`${where}: ${error.message}`);
        if (error && !/free some space|disk is not full/.test(error.hint ?? ''))
          failures.push(`${where}: ${error.hint}`);
        if (temporary(out).length > 0) failures.push(`${where}: leaves ${temporary(out)}`);
        await goOn({ project, out }).catch((caught) =>
          failures.push(`${where}, going on: ${caught.message}`),
        );
        const differing = differences(whole, out);
        if (differing.length > 0) failures.push(`${where}: ${differing} differ`);
      }
      expect(failures).toEqual([]);
    },
    30 * 60_000,
  );

  it('is told with the file and the remedy, and where a resume goes on', async () => {
    const out = join(project, 'csv');
    const error = await failure(out, { at: operation('append log.csv'), code: 'ENOSPC' });
    expect(error).toBeInstanceOf(TrainingError);
    expect(error).toMatchObject({
      message: `training failed in epoch 2 of 2: cannot write to "${join(out, 'log.csv')}": no space left on the device; the history could not be saved either`,
      hint: 'allow it or free some space, or choose another folder with --out; --resume goes on in epoch 2',
    });
    expect(readdirSync(out)).toContain('model-1.h5');
  });
});

describe('a folder', () => {
  it('that may not be written to is refused', async () => {
    const out = join(project, 'locked');
    expect(await failure(out, { at: 1, code: 'EACCES' })).toMatchObject({
      name: 'RunFolderError',
      message: `cannot write to "${out}": permission denied`,
    });
  });

  it('that is locked meanwhile ends the run, which goes on once it is open', async () => {
    const out = join(project, 'locked-later');
    const error = await failure(out, { at: operation('append log.csv'), code: 'EACCES' });
    expect(error?.message).toContain('permission denied');
    await goOn({ project, out }, { resume: true });
    expect(differences(whole, out)).toEqual([]);
  });

  it('that vanishes ends the run, and is not made again', async () => {
    const out = join(project, 'gone');
    const error = await failure(out, { at: operation('append log.csv'), vanish: true });
    expect(error?.message).toMatch(
      /^training failed in epoch 2 of 2: .*"; the history could not be saved either$|gone/,
    );
    expect(error?.hint).not.toContain('--resume');
    expect(existsSync(out)).toBe(false);
    await expect(goOn({ project, out }, { resume: true })).rejects.toThrow('there is no run to go on with');
  });
});
