import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/diagnostics/user-error';
import { openRunFolder, reopenRunFolder } from '../../../src/hosts/node/run-folder';
import { writeStateFile } from '../../../src/hosts/node/run-state-file';
import { loadRun, newStateSlots } from '../../../src/hosts/node/run-states';
import { checkSameRun } from '../../../src/run/training/resume';
import type { SavedRun } from '../../../src/run/training/run-state';
import { fakePlan } from '../../run/training/fakes';
import { temporaryFolder } from '../../support/temporary-folder';

/** A run with a log and a checkpoint in a subfolder, and a foreign folder with a file. */
async function scene() {
  const outside = temporaryFolder();
  writeFileSync(join(outside, 'precious'), 'mine');
  const path = join(temporaryFolder(), 'run');
  const run = await openRunFolder(path, { overwrite: false });
  await run.append('training.csv', 'epoch\n');
  await run.append('logs/events', 'x');
  await run.writeText('history.json', '{}');
  const precious = join(outside, 'precious');
  const intact = () => {
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(readFileSync(precious, 'utf8')).toBe('mine');
  };
  return { path, run, outside, precious, intact };
}

type Scene = Awaited<ReturnType<typeof scene>>;

const noWarning = (text: string) => expect.fail(text);

describe('a run never writes outside its folder', () => {
  it.each(['training.csv', 'logs/events'])('on resume, when %s was replaced by a link', async (name) => {
    const { path, run, precious, intact } = await scene();
    const files = (await run.settle()).map((file) => ({ ...file, length: file.length === null ? null : 0 }));
    rmSync(join(path, name));
    symlinkSync(precious, join(path, name));
    await expect(reopenRunFolder(path, files, noWarning)).rejects.toThrow(
      expect.objectContaining({
        name: 'RunFolderError',
        message: `"${join(path, name)}" is a symbolic link, and a run does not follow links out of its folder`,
        hint: 'replace the link with what it points to, or choose another folder with --out',
      }),
    );
    intact();
  });

  it.each(['history.json', 'model.h5', 'report.html'])(
    'on resume, before any training, when %s, which is written at the end, is a link',
    async (name) => {
      const { path, run, precious, intact } = await scene();
      const files = await run.settle();
      rmSync(join(path, name), { force: true });
      symlinkSync(precious, join(path, name));
      await expect(reopenRunFolder(path, files, noWarning)).rejects.toThrow(`${name}" is a symbolic link`);
      intact();
    },
  );

  it('on resume, when a subfolder was replaced by a link', async () => {
    const { path, run, outside, intact } = await scene();
    const known = [...(await run.settle()), { path: 'logs/precious', length: 0 }];
    rmSync(join(path, 'logs'), { recursive: true });
    symlinkSync(outside, join(path, 'logs'));
    writeFileSync(
      join(path, '.convspec-run.json'),
      JSON.stringify({ files: ['logs/precious'], appended: ['logs/precious'] }),
    );
    await expect(reopenRunFolder(path, known, noWarning)).rejects.toThrow('logs" is a symbolic link');
    intact();
  });

  it.each<[string, (all: Scene) => Promise<unknown>]>([
    ['appends', ({ run }) => run.append('training.csv', '0\n')],
    ['replaces', ({ run }) => run.writeText('training.csv', '0\n')],
    ['saves', ({ run }) => run.writeWith('training.csv', async (path) => writeFileSync(path, '0'))],
    ['reads', ({ run }) => run.readText('training.csv')],
    [
      'flushes',
      async ({ run, path, precious }) => {
        rmSync(join(path, 'training.csv'));
        await run.append('training.csv', '');
        rmSync(join(path, 'training.csv'));
        symlinkSync(precious, join(path, 'training.csv'));
        return run.settle();
      },
    ],
  ])('when it %s a file that became a link', async (_, write) => {
    const all = await scene();
    rmSync(join(all.path, 'training.csv'));
    symlinkSync(all.precious, join(all.path, 'training.csv'));
    await expect(write(all)).rejects.toThrow('training.csv" is a symbolic link');
    all.intact();
  });

  it.each<[string, (run: Scene['run']) => Promise<unknown>]>([
    ['appends', (run) => run.append('logs/precious', '0\n')],
    ['replaces', (run) => run.writeText('logs/new', '0\n')],
    ['reads', (run) => run.readText('logs/precious')],
    ['removes', (run) => run.remove('logs/events')],
    ['creates a folder', (run) => run.append('logs/a/b/c', '0\n')],
  ])('when it %s below a folder that became a link', async (_, write) => {
    const { run, path, outside, intact } = await scene();
    rmSync(join(path, 'logs'), { recursive: true });
    symlinkSync(outside, join(path, 'logs'));
    await expect(write(run)).rejects.toThrow('logs" is a symbolic link');
    intact();
  });

  it('when a file that it appends to has another name, or is a pipe', async () => {
    const { run, path, precious, intact } = await scene();
    rmSync(join(path, 'training.csv'));
    linkSync(precious, join(path, 'training.csv'));
    await expect(run.append('training.csv', '0\n')).rejects.toThrow(
      'has 2 names (hard links), so writing to it would change a file elsewhere',
    );
    intact();
    rmSync(join(path, 'training.csv'));
    if (spawnSync('mkfifo', [join(path, 'training.csv')]).status !== 0) return;
    await expect(run.append('training.csv', '0\n')).rejects.toThrow('is not a regular file');
  });

  it.each<[string, (path: string) => void]>([
    ['moved away and replaced', (path) => renameSync(path, `${path}-moved`)],
    ['removed and created again', (path) => rmSync(path, { recursive: true })],
  ])('when the folder was %s', async (_, remove) => {
    const { run, path } = await scene();
    remove(path);
    mkdirSync(path);
    const message = `the run folder "${path}" was replaced by another folder during training, so nothing more is written there`;
    await expect(run.append('training.csv', '0\n')).rejects.toThrow(message);
    await expect(run.writeText('history.json', '{}')).rejects.toThrow(message);
    await expect(run.remove('training.csv')).rejects.toThrow(message);
    await expect(run.settle()).rejects.toThrow(message);
    expect(readdirSync(path)).toEqual([]);
  });
});

describe('a list of files from an unpacked run folder', () => {
  it.each([
    '../precious',
    '/etc/passwd',
    'a/../../b',
    '.',
    '',
    'a\u0000b',
    '.convspec-state-0',
    'logs/.convspec-x',
  ])('that names "%s" is refused', async (name) => {
    const { path, intact } = await scene();
    writeFileSync(join(path, '.convspec-run.json'), JSON.stringify({ files: [name] }));
    const message = `"${join(path, '.convspec-run.json')}" lists "${name}", which is outside the run folder`;
    await expect(openRunFolder(path, { overwrite: true })).rejects.toThrow(message);
    await expect(reopenRunFolder(path, [], noWarning)).rejects.toThrow(message);
    intact();
  });

  it.each<[string, (file: string) => void, string]>([
    ['damaged', (file) => writeFileSync(file, '{"files":['), 'is not a valid list of the files of a run'],
    ['empty', (file) => writeFileSync(file, ''), 'is not a valid list of the files of a run'],
    [
      'another type',
      (file) => writeFileSync(file, '{"files":{}}'),
      'is not a valid list of the files of a run',
    ],
    ['a link', (file) => symlinkSync('/dev/zero', file), 'is a symbolic link'],
    ['a folder', (file) => mkdirSync(file), 'is a folder, not a file'],
    ['a pipe', (file) => spawnSync('mkfifo', [file]), 'is not a regular file'],
  ])('that is %s is refused', async (_, make, message) => {
    const { path } = await scene();
    rmSync(join(path, '.convspec-run.json'));
    make(join(path, '.convspec-run.json'));
    await expect(openRunFolder(path, { overwrite: true })).rejects.toThrow(message);
    await expect(reopenRunFolder(path, [], noWarning)).rejects.toThrow(message);
  });
});

describe('a state file from an unpacked run folder', () => {
  const plan = fakePlan({ callbacks: [{ type: 'csvLogger', path: 'a.csv' }] });
  const saved: SavedRun = {
    identity: {
      ...{ plan, backend: 'cpu', device: 'CPU', classes: ['cat', 'dog'] },
      ...{ images: 5, validationImages: 0, fingerprint: null },
    },
    files: [{ path: 'a.csv', length: 3 }],
    progress: {
      ...{ epoch: 1, batch: 0, trained: false, step: 5, seconds: 0.25, stopReason: null },
      history: [{ epoch: 0, logs: { loss: 1 }, learningRate: 0.5, messages: [], durationSeconds: 1 }],
      messages: [],
      callbacks: [{ state: { columns: ['loss'] }, kept: null }],
      engine: { ...{ learningRate: 0.01, iterations: 5 }, weights: [Float32Array.of(1, 2)], slots: {} },
    },
  };

  async function folderWith(header: unknown) {
    const folder = temporaryFolder();
    await writeStateFile(join(folder, '.convspec-state-0'), { header, tensors: [] });
    return folder;
  }

  it('that a run wrote is valid', async () => {
    const folder = temporaryFolder();
    await newStateSlots(folder).save(saved);
    expect((await loadRun(folder, noWarning))?.saved).toEqual(saved);
  });

  it.each<[unknown, string]>([
    [null, 'its header is invalid'],
    [{ sequence: 'x', run: {} }, 'its header is invalid'],
    [{ sequence: 0, run: null }, 'its contents are invalid'],
    [{ sequence: 0, run: { ...saved, progress: null, files: [{ path: 1, length: 0 }] } }, 'files.0.path'],
    [
      { sequence: 0, run: { ...saved, progress: null, files: [{ path: 'a', length: -1 }] } },
      'files.0.length',
    ],
  ])('is refused with valid checksum and the header %j', async (header, message) => {
    const folder = await folderWith(header);
    await expect(loadRun(folder, noWarning)).rejects.toThrow(
      expect.objectContaining({ name: 'RunFolderError', message: expect.stringContaining(message) }),
    );
  });

  it('is refused if it is nested too deep', async () => {
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`);
    const folder = await folderWith({ sequence: 0, run: deep });
    await expect(loadRun(folder, noWarning)).rejects.toThrow('they are nested too deep');
  });

  it.each<[string, (file: string) => void, string]>([
    ['a link', (file) => symlinkSync('/dev/zero', file), 'is a symbolic link'],
    ['a pipe', (file) => spawnSync('mkfifo', [file]), 'is not a regular file'],
    ['short of its header', (file) => writeFileSync(file, withHeaderLength(0xffffffff)), 'it is truncated'],
  ])('is refused if it is %s', async (_, make, message) => {
    const folder = temporaryFolder();
    make(join(folder, '.convspec-state-0'));
    await expect(loadRun(folder, noWarning)).rejects.toThrow(message);
  });

  function withHeaderLength(length: number): Buffer {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(length);
    const head = Buffer.concat([Buffer.from('convspec state 1\n'), size, Buffer.from('{}')]);
    return Buffer.concat([head, createHash('sha256').update(head).digest()]);
  }

  it('with any value replaced gives the run or an error for its user', async () => {
    const paths: (readonly (string | number)[])[] = [];
    const collect = (value: unknown, path: readonly (string | number)[]) => {
      paths.push(path);
      if (typeof value !== 'object' || value === null || value instanceof Float32Array) return;
      for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key]);
    };
    const { progress, ...rest } = saved;
    const engine = { learningRate: 0.01, iterations: 5 };
    const run = { ...rest, progress: { ...progress, callbacks: [{ columns: ['loss'] }], engine } };
    collect(run, []);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 1 }), async (path, value) => {
        const changed = structuredClone({ run }) as Record<string, unknown>;
        let at = changed;
        const keys = ['run', ...path];
        for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
        at[keys.at(-1) ?? ''] = value;
        const folder = await folderWith({ sequence: 0, run: changed.run });
        try {
          const loaded = await loadRun(folder, noWarning);
          if (loaded) checkSameRun(loaded.saved.identity, saved.identity, folder);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 150 },
    );
  });
});
