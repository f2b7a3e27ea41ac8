import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockRunFolder } from '../../../src/hosts/node/run-lock';
import { RunFolderError } from '../../../src/run/training/training-error';
import { bundledProgram } from '../../support/bundled-program';
import { temporaryFolder } from '../../support/temporary-folder';

const program = bundledProgram(new URL('lock-program.ts', import.meta.url));

/** A process that locks a folder until it is told to exit, and its output. */
function start(folder: string) {
  const child = spawn(process.execPath, [program, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
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
    writeFileSync(join(folder, '.convspec-lock-0'), JSON.stringify(owner({ pid: 2 ** 22 + 1 })));
    const runs = [start(folder), start(folder), start(folder), start(folder)];
    const said = await Promise.all(runs.map((run) => run.said));
    expect(said.filter((word) => word === 'locked')).toHaveLength(1);
    expect(said.filter((word) => /is in use: process \d+ has/.test(word))).toHaveLength(3);
    expect(locks(folder)).toHaveLength(1);
  });

  const owner = (change: object) => ({
    pid: process.pid,
    host: hostname(),
    process: null,
    since: '2026-01-02T03:04:05.678Z',
    ...change,
  });

  it.each<readonly [string, string]>([
    ['of a process that no longer exists', JSON.stringify(owner({ pid: 2 ** 22 + 1 }))],
    // Only Linux reports when a process started.
    ...(process.platform === 'linux'
      ? [
          [
            'of an earlier process with the same ID',
            JSON.stringify(owner({ process: 'another boot/1' })),
          ] as const,
        ]
      : []),
    ['that is incomplete', ''],
    ['that is damaged', '{"pid":'],
  ])('takes over a lock %s', async (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.convspec-lock-0'), text);
    const lock = await lockRunFolder(folder);
    expect(locks(folder)).not.toContain('.convspec-lock-0');
    await lock.release();
  });

  it('is denied if a process on another machine may have it, with the file to remove', async () => {
    const folder = temporaryFolder();
    const file = join(folder, '.convspec-lock-0');
    writeFileSync(file, JSON.stringify(owner({ pid: 7, host: 'elsewhere' })));
    const refused = lockRunFolder(folder);
    await expect(refused).rejects.toBeInstanceOf(RunFolderError);
    await expect(refused).rejects.toMatchObject({
      message: `"${folder}" is in use: process 7 on elsewhere has been training there since 2026-01-02 03:04:05 UTC`,
      hint: `wait for it, or choose another folder with --out; if that process no longer exists, remove "${file}"`,
    });
    expect(readFileSync(file, 'utf8')).toContain('elsewhere');
    expect(locks(folder)).toEqual(['.convspec-lock-0']);
  });
});
