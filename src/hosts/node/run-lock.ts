import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, truncateSync } from 'node:fs';
import { open, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isNotFound, systemCode, systemReason } from '../../base/diagnostics/system-error';
import type { RunLock } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';
import { attempt, isThere, makeFolder } from './run-folder-files';

/** Who holds a lock. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Tells the process from a later one of the same number; `null` where the system does not say. */
  readonly process: string | null;
  /** ISO 8601. */
  readonly since: string;
}

const prefix = '.convspec-lock-';

/** How often a start looks whether the other one goes on or gives way, and the longest time between two looks in milliseconds. */
const looks = 8;
const longestWait = 100;

/**
 * Makes sure that no other process uses a run folder, which is made where there is none. What a process that is gone has left
 * is removed.
 *
 * Every process puts a file of a name of its own into the folder, and only then looks for others: of two, the later sees the
 * earlier one's. Whoever sees one of a process that lives gives way, and tries again for a moment in case both did. Nothing is ever
 * replaced, so that no process can take away what another has just got.
 *
 * @throws RunFolderError when another process has it, or nothing can be written
 */
export async function lockRunFolder(path: string): Promise<RunLock> {
  const root = resolve(path);
  const isNew = !(await isThere(root));
  await attempt(root, () => makeFolder(root));
  const file = join(root, `${prefix}${randomBytes(6).toString('hex')}`);
  const atExit = () => give(file);
  process.once('exit', atExit);
  const release = async () => {
    process.removeListener('exit', atExit);
    give(file);
    if (isNew) await rmdir(root).catch(() => undefined);
  };
  try {
    for (let look = 1; ; look++) {
      await attempt(file, () => writeOwner(file));
      const other = await otherOwner(root, file, look === looks);
      if (other === null) return { release };
      await rm(file, { force: true });
      if (look === looks) throw inUse(path, other);
      await wait(Math.random() * longestWait);
    }
  } catch (error) {
    await release();
    throw error;
  }
}

/** Removes a lock, or where its folder allows no more changes makes it say nothing. Synchronous, for the end of a process. */
function give(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    try {
      truncateSync(file);
    } catch {
      // It stays, and is that of a process that is gone before long.
    }
  }
}

async function writeOwner(file: string): Promise<void> {
  const { pid } = process;
  const owner: Owner = { pid, host: hostname(), process: startOf(pid), since: new Date().toISOString() };
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(`${JSON.stringify(owner)}\n`);
  } finally {
    await handle.close();
  }
}

/**
 * The lock of another process that may be under way; `null` where there is none. Removes those of processes that are gone.
 *
 * @param patient whether a file that nobody has finished writing by now is one of a process that is gone
 */
async function otherOwner(
  root: string,
  own: string,
  patient: boolean,
): Promise<{ readonly file: string; readonly owner: Owner | null } | null> {
  const names = (await attempt(root, () => readdir(root))).filter((name) => name.startsWith(prefix));
  for (const file of names.map((name) => join(root, name)).filter((file) => file !== own)) {
    const owner = await readOwner(file);
    if (owner === undefined) continue;
    const gone = owner === null ? patient : owner.host === hostname() && !isUnderWay(owner);
    if (!gone) return { file, owner };
    await rm(file, { force: true });
  }
  return null;
}

/** `null` for a file that says nothing (yet), `undefined` for one that has gone. */
async function readOwner(file: string): Promise<Owner | null | undefined> {
  try {
    const owner = JSON.parse(await readFile(file, 'utf8'));
    return Number.isInteger(owner?.pid) && typeof owner.host === 'string' ? owner : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (isNotFound(error)) return undefined;
    throw new RunFolderError(
      `cannot read "${file}": ${systemReason(error)}`,
      'it says who is training there; make it readable',
      {
        cause: error,
      },
    );
  }
}

function isUnderWay({ pid, process: start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Other errors than ESRCH are about somebody else's process, which is there.
    if (systemCode(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return start === null || now === null || start === now;
}

/** The boot and the moment within it that a process began; `null` where there is no Linux to ask. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program, in parentheses, may hold spaces; the start is the 22nd field of all.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot}/${ticks}`;
  } catch {
    return null;
  }
}

function inUse(
  path: string,
  { file, owner }: { readonly file: string; readonly owner: Owner | null },
): RunFolderError {
  const elsewhere = owner !== null && owner.host !== hostname();
  const who =
    owner === null ? 'another process' : `process ${owner.pid}${elsewhere ? ` on ${owner.host}` : ''}`;
  const since = owner === null ? '' : ` since ${owner.since.replace('T', ' ').slice(0, 19)} UTC`;
  return new RunFolderError(
    `"${path}" is in use: ${who} has been training there${since}`,
    elsewhere
      ? `wait for it, or choose another folder with --out; should that process be gone, remove "${file}"`
      : `wait for it or stop it (kill ${owner?.pid}), or choose another folder with --out`,
  );
}
