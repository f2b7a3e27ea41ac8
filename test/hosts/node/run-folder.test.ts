import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRunFolder } from '../../../src/hosts/node/run-folder';
import { RunFolderError } from '../../../src/run/training/training-error';
import { temporaryFolder } from '../../support/temporary-folder';

const open = (path: string, overwrite = false) => openRunFolder(path, { overwrite });

/** A folder with a finished run of three files in it. */
async function usedFolder() {
  const path = join(temporaryFolder(), 'runs', 'cnn');
  const run = await open(path);
  await run.writeText('history.json', '{}');
  await run.append('logs/train/events', 'a');
  await run.writeWith('deep/er/model.h5', async (absolute) => writeFileSync(absolute, 'weights'));
  return path;
}

describe('openRunFolder', () => {
  it('creates the folder and its parents', async () => {
    const path = join(temporaryFolder(), 'a', 'b');
    expect((await open(path)).path).toBe(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('accepts an empty folder, ignoring hidden files', async () => {
    const path = temporaryFolder();
    writeFileSync(join(path, '.gitkeep'), '');
    await open(path);
    expect(readdirSync(path).sort()).toEqual(['.convspec-run.json', '.gitkeep']);
  });

  it('removes the files of a run that was killed before it had a manifest', async () => {
    const path = temporaryFolder();
    writeFileSync(join(path, '.convspec-0123456789ab.tmp'), '{');
    await open(path);
    expect(readdirSync(path)).toEqual(['.convspec-run.json']);
  });

  it('rejects the folder of an earlier run, with a hint, and leaves it unchanged', async () => {
    const path = await usedFolder();
    const message = `"${path}" already contains a run`;
    const hint = 'use --overwrite to replace it, or --out for another folder';
    await expect(open(path)).rejects.toThrow(expect.objectContaining({ message, hint }));
    expect(readFileSync(join(path, 'history.json'), 'utf8')).toBe('{}');
  });

  it('accepts the folder of a run that wrote nothing', async () => {
    const path = join(temporaryFolder(), 'run');
    await open(path);
    expect((await open(path)).files).toEqual([]);
  });

  it('removes only the files of the earlier run on overwrite', async () => {
    const path = await usedFolder();
    writeFileSync(join(path, 'notes.txt'), 'mine');
    writeFileSync(join(path, 'logs', 'mine'), 'mine');
    writeFileSync(join(path, 'logs', 'train', '.convspec-0123456789ab.tmp'), 'left by a kill');
    await open(path, true);
    expect((readdirSync(path, { recursive: true }) as string[]).sort()).toEqual([
      '.convspec-run.json',
      'logs',
      join('logs', 'mine'),
      'notes.txt',
    ]);
  });

  it.each([false, true])('rejects a folder with other files, overwrite: %s', async (overwrite) => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'thesis.tex'), 'mine');
    await expect(open(path, overwrite)).rejects.toThrow('contains files that do not belong to a run');
    expect(readdirSync(path)).toEqual(['thesis.tex']);
  });

  it('does not follow a manifest, or a link, out of the folder', async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'precious'), 'mine');
    const path = await usedFolder();
    writeFileSync(join(path, '.convspec-run.json'), JSON.stringify({ files: ['../../../precious'] }));
    await expect(open(path, true)).rejects.toThrow('is outside the run folder');

    symlinkSync(outside, join(path, 'link'));
    writeFileSync(join(path, '.convspec-run.json'), JSON.stringify({ files: ['link/precious'] }));
    await open(path, true);
    expect(readdirSync(outside)).toEqual(['precious']);
  });

  it.each(['{', '{"files":[1]}', '[]'])('does not overwrite with a damaged manifest: %s', async (text) => {
    const path = await usedFolder();
    writeFileSync(join(path, '.convspec-run.json'), text);
    await expect(open(path, true)).rejects.toThrow('is not a valid list of the files of a run');
  });

  it('explains why a folder cannot be created', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toThrow(`cannot write to "${file}": it is a file, not a folder`);
    await expect(open(join(file, 'run'))).rejects.toThrow('part of the path is a file, not a folder');
    await expect(open(join(file, 'run'))).rejects.toBeInstanceOf(RunFolderError);
  });
});

describe('a run folder', () => {
  it('replaces, appends, reads, removes, and detects new files', async () => {
    const run = await open(join(temporaryFolder(), 'run'));
    expect(await run.writeText('a.json', '1')).toBe(true);
    expect(await run.writeText('a.json', '2')).toBe(false);
    expect(await run.append('logs/b', 'x')).toBe(true);
    expect(await run.append('./logs/b', new Uint8Array([121]))).toBe(false);
    expect(await run.readText('a.json')).toBe('2');
    expect(await run.readText('logs/b')).toBe('xy');
    expect(await run.readText('c')).toBeUndefined();
    expect(run.files).toEqual(['a.json', 'logs/b']);
    await run.remove('a.json');
    expect(run.files).toEqual(['logs/b']);
    expect(existsSync(join(run.path, 'a.json'))).toBe(false);
    const manifest = JSON.parse(readFileSync(join(run.path, '.convspec-run.json'), 'utf8'));
    expect(manifest).toEqual({ files: ['logs/b'], appended: ['logs/b'] });
  });

  it('lists a file before it exists, so that a kill leaves no unlisted file', async () => {
    const run = await open(join(temporaryFolder(), 'run'));
    const failing = run.writeWith('model.h5', async (absolute) => {
      expect(existsSync(absolute)).toBe(false);
      expect(readFileSync(join(run.path, '.convspec-run.json'), 'utf8')).toContain('model.h5');
      throw new Error('killed');
    });
    await expect(failing).rejects.toThrow('killed');
  });

  it.each(['../x', 'a/../../x', '/tmp/x', '.', '', '.convspec-run.json'])(
    'rejects the path "%s"',
    async (path) => {
      const run = await open(join(temporaryFolder(), 'run'));
      await expect(run.writeText(path, '')).rejects.toThrow('is outside the run folder');
      await expect(run.append(path, '')).rejects.toThrow('is outside the run folder');
      await expect(run.readText(path)).rejects.toThrow('is outside the run folder');
      await expect(run.remove(path)).rejects.toThrow('is outside the run folder');
    },
  );

  it('removes only its own files, and ignores missing ones', async () => {
    const run = await open(join(temporaryFolder(), 'run'));
    writeFileSync(join(run.path, 'mine'), '');
    await expect(run.remove('mine')).rejects.toThrow('"mine" is not a file of this run');
    await run.writeText('a', '');
    rmSync(join(run.path, 'a'));
    await run.remove('a');
    expect(run.files).toEqual([]);
  });

  it('explains why a file cannot be written', async () => {
    const run = await open(join(temporaryFolder(), 'run'));
    await run.writeText('file', '');
    mkdirSync(join(run.path, 'folder'));
    await expect(run.append('folder', 'x')).rejects.toThrow('is a folder, not a file');
    await expect(run.append('file/below', 'x')).rejects.toThrow('a file, not a folder');
    rmSync(run.path, { recursive: true });
    await expect(run.append('b', 'x')).rejects.toThrow(`cannot access the run folder "${run.path}"`);
  });
});
