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

/** The owner of a lock. */
interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Distinguishes the process from a later one with the same ID; `null` if the system does not report it. */
  readonly process: string | null;
  /** ISO 8601. */
  readonly since: string;
}

const prefix = '.convspec-lock-';

/** How often to check whether the other process keeps its lock, and the longest time between two checks in milliseconds. */
const looks = 8;
const longestWait = 100;

/**
 * Locks a run folder, creating it if necessary, so that no other process uses it. Removes locks of processes that no longer
 * exist.
 *
 * Every process writes a file with a unique name to the folder, and only then looks for others, so the later of two
 * processes always sees the lock of the earlier one. A process that sees the lock of a running process removes its own, and
 * retries for a moment in case both did so. No file is ever replaced, so no process can take a lock from another.
 *
 * @throws RunFolderError if another process has the lock, or the folder is not writable
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

/** Removes a lock, or empties it if its folder no longer allows changes. Synchronous, for use when the process exits. */
function give(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    try {
      truncateSync(file);
    } catch {
      // The lock remains, but its process is about to exit.
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
 * Finds the lock of another process that may be running; `null` if there is none. Removes locks of processes that no longer
 * exist.
 *
 * @param patient whether to treat a file that is still incomplete as the lock of a process that no longer exists
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

/** `null` if the file is empty or incomplete, `undefined` if it no longer exists. */
async function readOwner(file: string): Promise<Owner | null | undefined> {
  try {
    const owner = JSON.parse(await readFile(file, 'utf8'));
    return Number.isInteger(owner?.pid) && typeof owner.host === 'string' ? owner : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (isNotFound(error)) return undefined;
    throw new RunFolderError(
      `cannot read "${file}": ${systemReason(error)}`,
      'make this file readable: it contains the process that is training there',
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
    // Errors other than ESRCH mean that the process exists, but belongs to another user.
    if (systemCode(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return start === null || now === null || start === now;
}

/** The boot ID and the start time of a process; `null` on systems other than Linux. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program name, in parentheses, may contain spaces; the start time is field 22.
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
      ? `wait for it, or choose another folder with --out; if that process no longer exists, remove "${file}"`
      : `wait for it or stop it (kill ${owner?.pid}), or choose another folder with --out`,
  );
}
