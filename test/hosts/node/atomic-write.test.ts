import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile, writeFileAtomically } from '../../../src/hosts/node/atomic-write';
import { temporaryFolder } from '../../support/temporary-folder';

test.each([
  ['text', 'naïve\n', Buffer.from('naïve\n')],
  ['bytes', Uint8Array.of(0, 255, 10), Buffer.from([0, 255, 10])],
  ['nothing', '', Buffer.alloc(0)],
])('%s is written, then replaced, and no other file remains', async (_, data, bytes) => {
  const folder = temporaryFolder();
  const path = join(folder, 'state.json');
  await writeFileAtomically(path, data);
  expect(readFileSync(path)).toEqual(bytes);
  await writeFileAtomically(path, 'another');
  expect(readFileSync(path, 'utf8')).toBe('another');
  expect(readdirSync(folder)).toEqual(['state.json']);
});

test('the longest name that a file can have', async () => {
  const path = join(temporaryFolder(), 'x'.repeat(255));
  await writeFileAtomically(path, 'data');
  expect(readFileSync(path, 'utf8')).toBe('data');
});

test.each<[string, (folder: string) => string, string, RegExp]>([
  [
    'a folder that does not exist',
    (folder) => join(folder, 'none', 'state.json'),
    'its folder does not exist',
    /^create the folder ".*none"$/,
  ],
  [
    'a file instead of the folder',
    (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file', 'state.json');
    },
    'its folder is a file',
    /^choose another folder$/,
  ],
  [
    'a folder instead of the file',
    (folder) => {
      mkdirSync(join(folder, 'state.json'));
      return join(folder, 'state.json');
    },
    'a folder with this name exists',
    /^choose another name/,
  ],
])('%s is explained', async (_, prepare, reason, hint) => {
  const folder = temporaryFolder();
  const path = prepare(folder);
  const before = readdirSync(folder);
  await expect(writeFileAtomically(path, 'data')).rejects.toMatchObject({
    name: 'FileFormatError',
    message: `"${path}": cannot write: ${reason}`,
    path,
    reason: `cannot write: ${reason}`,
    hint: expect.stringMatching(hint),
  });
  expect(readdirSync(folder)).toEqual(before);
});

/** An error as Node's file system throws it. */
function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: failed, write`), { code, syscall: 'write' });
}

test.each([
  ['ENOSPC', 'no space left on the device'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would be larger than allowed'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['EIO', 'EIO: failed, write'],
])('%s in the middle of writing keeps the old file', async (code, reason) => {
  const folder = temporaryFolder();
  const path = join(folder, 'best.h5');
  writeFileSync(path, 'the old one');
  const failing = replaceFile(path, async (temporary) => {
    writeFileSync(temporary, 'half of the new');
    throw systemError(code);
  });
  await expect(failing).rejects.toMatchObject({ path, reason: `cannot write: ${reason}` });
  expect(readFileSync(path, 'utf8')).toBe('the old one');
  expect(readdirSync(folder)).toEqual(['best.h5']);
});

test("a writer's own error is thrown unchanged", async () => {
  const folder = temporaryFolder();
  const error = new RangeError('weights are missing');
  await expect(replaceFile(join(folder, 'a'), () => Promise.reject(error))).rejects.toBe(error);
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder or a temporary file that is removed during the write is explained', async () => {
  const folder = temporaryFolder();
  const vanished = { reason: 'cannot write: its folder does not exist' };
  await expect(replaceFile(join(folder, 'a'), (temporary) => unlink(temporary))).rejects.toMatchObject(
    vanished,
  );
  const runs = join(folder, 'runs');
  mkdirSync(runs);
  const removal = replaceFile(join(runs, 'a'), async () => rmSync(runs, { recursive: true }));
  await expect(removal).rejects.toMatchObject(vanished);
  expect(readdirSync(folder)).toEqual([]);
});

test('concurrent writers of one file leave one complete file', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'state.json');
  const texts = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
  await Promise.all(texts.map((text) => writeFileAtomically(path, text)));
  expect(texts).toContain(readFileSync(path, 'utf8'));
  expect(readdirSync(folder)).toEqual(['state.json']);
});
