import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockRunFolder } from '../../../src/hosts/node/run-lock';
import { RunFolderError } from '../../../src/run/training/training-error';
import { bundledProgram } from '../../support/bundled-program';
import { temporaryFolder } from '../../support/temporary-folder';

const program = bundledProgram(new URL('lock-program.ts', import.meta.url));

/** A process that locks a folder until it is told to exit, and its output. `prefix` is a program that starts it. */
function start(folder: string, prefix: readonly string[] = []) {
  const [command = '', ...argv] = [...prefix, process.execPath, program, folder];
  const child = spawn(command, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const said = new Promise<string>((settle) => {
    child.stdout.setEncoding('utf8').once('data', (text: string) => settle(text.trim()));
    child.on('close', () => settle(''));
  });
  return { child, said, ended };
}

const locks = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('.convspec-lock-'));

describe('lockRunFolder', () => {
  it('creates the folder, and leaves nothing when it is released', async () => {
    const folder = join(temporaryFolder(), 'runs', 'a');
    const lock = await lockRunFolder(folder);
    expect(locks(folder)).toHaveLength(1);
    await lock.release();
    expect(existsSync(folder)).toBe(false);
  });

  it('is denied to a second run of the same process until the first is released', async () => {
    const folder = temporaryFolder();
    const first = await lockRunFolder(folder);
    await expect(lockRunFolder(folder)).rejects.toThrow(
      expect.objectContaining({
        name: 'RunFolderError',
        message: expect.stringMatching(
          new RegExp(`^"${folder}" is in use: process ${process.pid} has been training there since 20`),
        ),
        hint: `wait for it or stop it (kill ${process.pid}), or choose another folder with --out`,
      }),
    );
    await first.release();
    await (await lockRunFolder(folder)).release();
    expect(locks(folder)).toEqual([]);
  });

  it('is denied while another process has it, until that one is killed', async () => {
    const folder = temporaryFolder();
    const { child, said, ended } = start(folder);
    expect(await said).toBe('locked');
    await expect(lockRunFolder(folder)).rejects.toThrow(`process ${child.pid} has been training`);
    child.kill('SIGKILL');
    await ended;
    expect(locks(folder)).toHaveLength(1);
    await (await lockRunFolder(folder)).release();
    expect(locks(folder)).toEqual([]);
  });

  it('is released by a process that exits without releasing it', async () => {
    const folder = temporaryFolder();
    const { child, said, ended } = start(folder);
    await said;
    child.stdin.end('exit');
    await ended;
    expect(locks(folder)).toEqual([]);
  });

  it.each([1, 2])('goes to one of four processes that start at once (race %d)', async () => {
    const folder = temporaryFolder();
    // The lock of a killed process is there for each of them to remove.
    writeFileSync(join(folder, '.convspec-lock-0'), line({ pid: 2 ** 22 + 1 }));
    const runs = [start(folder), start(folder), start(folder), start(folder)];
    const said = await Promise.all(runs.map((run) => run.said));
    expect(said.filter((word) => word === 'locked')).toHaveLength(1);
    expect(said.filter((word) => /is in use: process \d+ has/.test(word))).toHaveLength(3);
    expect(locks(folder)).toHaveLength(1);
  });

  const onLinux = process.platform === 'linux';
  const here = {
    boot: onLinux ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : null,
    namespace: onLinux ? readlinkSync('/proc/self/ns/pid') : null,
  };
  const owner = (change: object) => ({
    pid: process.pid,
    host: hostname(),
    ...here,
    start: null,
    since: '2026-01-02T03:04:05.678Z',
    ...change,
  });
  const line = (change: object) => `${JSON.stringify(owner(change))}\n`;

  /** A folder with a lock of another process, last refreshed that many seconds ago. */
  function lockedFolder(text: string, age = 0) {
    const folder = temporaryFolder();
    const file = join(folder, '.convspec-lock-0');
    writeFileSync(file, text);
    const then = Date.now() / 1000 - age;
    utimesSync(file, then, then);
    return { folder, file };
  }

  it.each<readonly [string, string, number?]>([
    ['of a process that no longer exists', line({ pid: 2 ** 22 + 1 })],
    // Only Linux reports when a process started.
    ...(onLinux ? [['of an earlier process with the same ID', line({ start: '1' })] as const] : []),
    ['that is empty', ''],
    ['that is incomplete', '{"pid":'],
    ['that a process in another container has not refreshed', line({ namespace: 'pid:[1]' }), 130],
    ['that a process on another machine has not refreshed', line({ boot: 'b', host: 'elsewhere' }), 130],
  ] as readonly (readonly [string, string, number?])[])('takes over a lock %s', async (_, text, age = 0) => {
    const { folder } = lockedFolder(String(text), Number(age));
    const lock = await lockRunFolder(folder);
    expect(locks(folder)).not.toContain('.convspec-lock-0');
    await lock.release();
  });

  it.each([
    ['on another machine', line({ pid: 7, host: 'elsewhere', boot: 'other' }), 'on elsewhere'],
    ['in another container', line({ pid: 7, namespace: 'pid:[1]' }), 'in another container'],
    [
      'with an ID of this process in another container',
      line({ namespace: 'pid:[1]' }),
      'in another container',
    ],
  ])('is denied if a process %s refreshes it', async (_, text, where) => {
    const { folder, file } = lockedFolder(text, 60);
    const { pid } = JSON.parse(text);
    const refused = lockRunFolder(folder);
    await expect(refused).rejects.toBeInstanceOf(RunFolderError);
    await expect(refused).rejects.toMatchObject({
      message: `"${folder}" is in use: process ${pid} ${where} has been training there since 2026-01-02 03:04:05 UTC`,
      hint: expect.stringMatching(
        `^wait for it, or choose another folder with --out; its lock "${file}" was refreshed 6\\d s ago, and can be taken over 120 s after`,
      ),
    });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(locks(folder)).toEqual(['.convspec-lock-0']);
  });

  const unshare = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const canUnshare = spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'true']).status === 0;

  it.skipIf(!canUnshare)('is denied while a process in another PID namespace has it', async () => {
    const folder = temporaryFolder();
    const { child, said, ended } = start(folder, unshare);
    expect(await said).toBe('locked');
    await expect(lockRunFolder(folder)).rejects.toThrow('in another container has been training there');
    child.kill('SIGKILL');
    await ended;
    const [name = ''] = locks(folder);
    const then = Date.now() / 1000 - 130;
    utimesSync(join(folder, name), then, then);
    await (await lockRunFolder(folder)).release();
  });

  it.each([
    '{}\n',
    '[]',
    'garbage',
    line({ pid: -1 }),
    line({ pid: '7' }),
    line({ since: 5 }),
    line({ host: {} }),
  ])('is denied with a message while the folder has an invalid lock: %s', async (text) => {
    const { folder, file } = lockedFolder(text);
    await expect(lockRunFolder(folder)).rejects.toMatchObject({
      name: 'RunFolderError',
      message: `"${file}" is not a valid lock of a run`,
      hint: 'make sure that no run is in progress there, then remove this file',
    });
    expect(locks(folder)).toEqual(['.convspec-lock-0']);
  });

  it.each<readonly [string, (file: string) => void, string]>([
    ['a link', (file) => symlinkSync('/dev/zero', file), 'is a symbolic link'],
    ['a folder', (file) => mkdirSync(file), 'is a folder, not a file'],
    ['a pipe', (file) => spawnSync('mkfifo', [file]), 'is not a regular file'],
    ['too large', (file) => writeFileSync(file, 'x'.repeat(5000)), 'is too large: 5000 bytes'],
  ])('is denied if a lock is %s', async (_, make, message) => {
    const folder = temporaryFolder();
    make(join(folder, '.convspec-lock-0'));
    await expect(lockRunFolder(folder)).rejects.toThrow(message);
  });

  it('notices that it was removed, or that the folder was replaced', async () => {
    const folder = join(temporaryFolder(), 'run');
    const lock = await lockRunFolder(folder);
    await lock.check();
    renameSync(folder, `${folder}-moved`);
    mkdirSync(folder);
    await expect(lock.check()).rejects.toThrow(`the lock of this run on "${folder}" is gone`);
    rmSync(folder, { recursive: true });
    await expect(lock.check()).rejects.toThrow('is gone');
    await lock.release();
  });
});
