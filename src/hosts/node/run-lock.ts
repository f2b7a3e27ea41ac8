import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync, rmSync, truncateSync } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { systemCode } from '../../base/diagnostics/system-error';
import type { RunLock } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';
import { readOwnText } from './own-files';
import { attempt, isThere, makeFolder } from './run-folder-files';

const ownerSchema = z.object({
  pid: z.int().min(1),
  host: z.string(),
  /** Boot ID of the kernel, which containers of one machine share; `null` on systems other than Linux. */
  boot: z.string().nullable(),
  /** The namespace in which the process ID is valid; `null` on systems other than Linux. */
  namespace: z.string().nullable(),
  /** When the process started, in ticks since boot: distinguishes it from a later one with the same ID. */
  start: z.string().nullable(),
  since: z.iso.datetime(),
});

/** The owner of a lock. */
type Owner = Readonly<z.output<typeof ownerSchema>>;

const prefix = '.convspec-lock-';

/** How often to check whether the other process keeps its lock, and the longest time between two checks in milliseconds. */
const looks = 8;
const longestWait = 100;

/** Milliseconds between two refreshes of a lock, and after how many without one it is abandoned. */
const refreshInterval = 10_000;
const abandonedAfter = 120_000;

/** A lock is one short line. */
const largestLock = 4096;

/**
 * Locks a run folder, creating it if necessary, so that no other process uses it. Removes locks of processes that no longer
 * exist.
 *
 * Process IDs can be compared only within one PID namespace. A process in another container or on another machine shows
 * that it exists by rewriting its lock every 10 seconds; without a refresh for 2 minutes, its lock is abandoned. Both times
 * come from the file system, so clocks may differ.
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
  let held: HeldLock | undefined;
  const atExit = () => give(file);
  process.once('exit', atExit);
  const release = async () => {
    process.removeListener('exit', atExit);
    await held?.close();
    give(file);
    if (isNew) await rmdir(root).catch(() => undefined);
  };
  const check = async () => {
    if (await isThere(file)) return;
    throw new RunFolderError(
      `the lock of this run on "${path}" is gone: another process has replaced the folder or taken it over`,
      'make sure that only one run uses the folder, then start again',
    );
  };
  try {
    for (let look = 1; ; look++) {
      held = await attempt(file, () => writeLock(file));
      const other = await otherOwner(root, file, look === looks);
      if (other === null) return { check, release };
      await held.close();
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

/** A lock file that is being refreshed. */
interface HeldLock {
  /** Stops refreshing it. */
  close(): Promise<void>;
}

async function writeLock(file: string): Promise<HeldLock> {
  const { pid } = process;
  const owner: Owner = {
    pid,
    host: hostname(),
    ...system(),
    start: startOf(pid),
    since: new Date().toISOString(),
  };
  const line = `${JSON.stringify(owner)}\n`;
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(line);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return refreshed(handle, Buffer.from(line));
}

function refreshed(handle: FileHandle, line: Buffer): HeldLock {
  let pending: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    // A refresh that fails, for example on a full disk, is followed by the next one.
    pending = pending
      .then(() => handle.write(line, 0, line.length, 0))
      .then(() => handle.datasync())
      .catch(() => undefined);
  }, refreshInterval);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await pending;
      await handle.close().catch(() => undefined);
    },
  };
}

/** A lock that another process may have. */
interface OtherLock {
  readonly file: string;
  /** `null` if the lock is being written. */
  readonly owner: Owner | null;
  /** Milliseconds since its last refresh, by the clock of the file system. */
  readonly age: number;
}

/**
 * Finds the lock of another process that may be running; `null` if there is none. Removes locks of processes that no longer
 * exist.
 *
 * @param patient whether to treat a file that is still incomplete as the lock of a process that no longer exists
 */
async function otherOwner(root: string, own: string, patient: boolean): Promise<OtherLock | null> {
  const names = (await attempt(root, () => readdir(root))).filter((name) => name.startsWith(prefix));
  for (const file of names.map((name) => join(root, name)).filter((file) => file !== own)) {
    const owner = await readOwner(file);
    if (owner === undefined) continue;
    const age = await ageOf(file, own);
    const gone = owner === null ? patient : isComparable(owner) ? !isUnderWay(owner) : age > abandonedAfter;
    if (!gone) return { file, owner, age };
    await rm(file, { force: true });
  }
  return null;
}

/** How much older the last change of a file is than that of the own lock, which is new. */
async function ageOf(file: string, own: string): Promise<number> {
  const times = await Promise.all([own, file].map((path) => lstat(path).catch(() => null)));
  const [now = 0, then = 0] = times.map((entry) => entry?.mtimeMs ?? 0);
  return now - then;
}

/** `null` if the file is empty or incomplete, `undefined` if it no longer exists. */
async function readOwner(file: string): Promise<Owner | null | undefined> {
  const text = await attempt(file, () => readOwnText(file, largestLock), 'read');
  if (text === undefined) return undefined;
  const beginning = '{"pid":';
  if (!text.endsWith('\n') && (text.startsWith(beginning) || beginning.startsWith(text))) return null;
  const owner = parseOwner(text);
  if (owner !== null) return owner;
  throw new RunFolderError(
    `"${file}" is not a valid lock of a run`,
    'make sure that no run is in progress there, then remove this file',
  );
}

function parseOwner(text: string): Owner | null {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Whether the process ID of an owner means the same process here. */
function isComparable({ host, boot, namespace }: Owner): boolean {
  const here = system();
  const isHere = boot === here.boot && namespace === here.namespace;
  return isHere && (boot !== null || host === hostname());
}

function isUnderWay({ pid, start }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Errors other than ESRCH mean that the process exists, but belongs to another user.
    if (systemCode(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return start === null || now === null || start === now;
}

/** The running kernel and this process's PID namespace. */
function system(): Pick<Owner, 'boot' | 'namespace'> {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot, namespace: readlinkSync('/proc/self/ns/pid') };
  } catch {
    return { boot: null, namespace: null };
  }
}

/** When a process started; `null` on systems other than Linux. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program name, in parentheses, may contain spaces; the start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function inUse(path: string, { file, owner, age }: OtherLock): RunFolderError {
  if (owner === null) {
    return new RunFolderError(
      `"${path}" is in use: another process is starting a run there`,
      'wait for it, or choose another folder with --out',
    );
  }
  const elsewhere = !isComparable(owner);
  const where = owner.host === hostname() ? 'in another container' : `on ${owner.host}`;
  const who = `process ${owner.pid}${elsewhere ? ` ${where}` : ''}`;
  const seen = Math.max(0, Math.round(age / 1000));
  return new RunFolderError(
    `"${path}" is in use: ${who} has been training there since ${owner.since.replace('T', ' ').slice(0, 19)} UTC`,
    elsewhere
      ? `wait for it, or choose another folder with --out; its lock "${file}" was refreshed ${seen} s ago, and can be taken over ${abandonedAfter / 1000} s after its last refresh`
      : `wait for it or stop it (kill ${owner.pid}), or choose another folder with --out`,
  );
}
