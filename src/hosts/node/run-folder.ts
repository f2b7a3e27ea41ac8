import { appendFile, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { RunFolderError, systemReason } from '../../run/training/run-folder-error';
import type { KnownFile } from '../../run/training/run-state';
import type { RunFolder } from '../../run/training/run-store';
import { writeFileAtomically } from './atomic-write';
import {
  attempt,
  inside,
  isThere,
  makeFolder,
  manifestName,
  readManifest,
  removeFiles,
  removeTemporaryFiles,
  writeManifest,
} from './run-folder-files';
import { removeStates, stateNames } from './run-states';

/**
 * Makes the folder ready for a new run, parents included, and proves that it can be written to.
 *
 * A folder that holds files of an earlier run is refused unless `overwrite`, which removes that run's files and no others; a
 * folder with files of somebody else's and no earlier run is always refused (hidden files aside).
 *
 * @throws RunFolderError, with what to do about it.
 */
export async function openRunFolder(
  path: string,
  options: { readonly overwrite: boolean },
): Promise<RunFolder> {
  const root = resolve(path);
  await attempt(root, () => makeFolder(root));
  const entries = await attempt(root, () => readdir(root));
  if (entries.includes(manifestName)) {
    const { files } = await readManifest(root);
    if (files.length > 0 && !options.overwrite) {
      const resume = stateNames.some((name) => entries.includes(name)) ? '--resume to go on with it, ' : '';
      throw new RunFolderError(
        `"${path}" holds an earlier run`,
        `use ${resume}--overwrite to replace it, or --out for another folder`,
      );
    }
    await attempt(root, () => removeStates(root));
    await removeTemporaryFiles(root, files);
    await removeFiles(root, files);
  } else if (entries.some((name) => !name.startsWith('.'))) {
    throw new RunFolderError(
      `"${path}" holds files that are not of a run`,
      'choose an empty or a new folder with --out; --overwrite is for the folders of earlier runs',
    );
  } else await removeTemporaryFiles(root, []);
  await writeManifest(root, { files: [], appended: [] });
  return runFolder(root, [], [], []);
}

/**
 * Takes a run's folder back to an earlier moment of that run, so that it can go on from there: what was appended since
 * is cut off. Files that were replaced since stay until they are written again.
 *
 * @param files what {@link RunFolder.settle} told at that moment
 * @param warn hears of files that have lost something meanwhile
 */
export async function reopenRunFolder(
  path: string,
  files: readonly KnownFile[],
  warn: (text: string) => void,
): Promise<RunFolder> {
  const root = resolve(path);
  const manifest = await readManifest(root);
  await removeTemporaryFiles(root, manifest.files);
  const known = new Set(files.map((file) => file.path));
  const later = manifest.files.filter((name) => !known.has(name));
  const appendedLater = later.filter((name) => manifest.appended.includes(name));
  await removeFiles(root, appendedLater);
  for (const { path: name, length } of files) {
    if (length === null || !manifest.appended.includes(name)) continue;
    const { absolute } = inside(root, name);
    const size = await stat(absolute).then(
      (entry) => entry.size,
      () => 0,
    );
    if (size > length) await attempt(absolute, () => truncate(absolute, length));
    if (size < length) warn(`"${absolute}" has lost ${length - size} bytes since the run stopped`);
  }
  const appended = manifest.appended.filter((name) => known.has(name));
  const replacedLater = later.filter((name) => !appendedLater.includes(name));
  const folder = runFolder(root, files, replacedLater, appended);
  await writeManifest(root, { files: folder.files, appended });
  return folder;
}

/**
 * @param known files that the run has
 * @param replacedLater files that it will write again, for it was further before it was taken back
 * @param appendedBefore those of `known` that grow at their end
 */
function runFolder(
  root: string,
  known: readonly KnownFile[],
  replacedLater: readonly string[],
  appendedBefore: readonly string[],
): RunFolder {
  const lengths = new Map(known.map(({ path, length }) => [path, length]));
  const later = new Set(replacedLater);
  const appended = new Set(appendedBefore);
  const unsettled = new Set<string>();

  async function proveThere(): Promise<void> {
    await stat(root).catch((cause) => {
      throw new RunFolderError(
        `the run folder "${root}" is gone: ${systemReason(cause)}`,
        'start anew; nothing else may remove or detach the folder of a run under way',
        { cause },
      );
    });
  }

  async function list(files: readonly string[], grows = (file: string) => appended.has(file)): Promise<void> {
    await writeManifest(root, { files, appended: files.filter(grows) });
  }

  /** Makes the file's folder and lists the file, before it exists: a kill in between leaves no file unlisted. */
  async function announce(path: string, way: 'replaced' | 'appended') {
    const { absolute, name } = inside(root, path);
    await proveThere();
    await attempt(absolute, () => makeFolder(dirname(absolute)));
    const isNew = !lengths.has(name);
    if (isNew && !later.has(name) && (await isThere(absolute, 'file'))) {
      throw new RunFolderError(
        `"${absolute}" is in the way: it is not of this run`,
        'move it away, or choose another folder with --out',
      );
    }
    const grows = way === 'appended' && !appended.has(name);
    if (isNew || grows) {
      const files = new Set([...lengths.keys(), name, ...later]);
      await list([...files], (file) => appended.has(file) || (grows && file === name));
    }
    if (isNew) lengths.set(name, null);
    later.delete(name);
    if (grows) appended.add(name);
    return { absolute, name, isNew };
  }

  return {
    path: root,
    get files() {
      return [...lengths.keys(), ...later];
    },
    async writeText(path, text) {
      const { absolute, name, isNew } = await announce(path, 'replaced');
      await writeFileAtomically(absolute, text);
      lengths.set(name, Buffer.byteLength(text));
      return isNew;
    },
    async writeWith(path, write) {
      const { absolute, isNew } = await announce(path, 'replaced');
      await write(absolute);
      return isNew;
    },
    async append(path, data) {
      const { absolute, name, isNew } = await announce(path, 'appended');
      unsettled.add(absolute);
      await attempt(absolute, () => appendFile(absolute, data));
      lengths.set(name, (lengths.get(name) ?? 0) + Buffer.byteLength(data));
      return isNew;
    },
    async readText(path) {
      const { absolute } = inside(root, path);
      try {
        return await readFile(absolute, 'utf8');
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw new RunFolderError(
          `cannot read "${absolute}": ${systemReason(error)}`,
          'make it readable, or choose another folder with --out',
          { cause: error },
        );
      }
    },
    async remove(path) {
      const { absolute, name } = inside(root, path);
      if (!lengths.has(name)) {
        throw new RunFolderError(`"${path}" is not a file of this run: it stays`, 'remove it yourself');
      }
      await attempt(absolute, () => rm(absolute, { force: true }));
      lengths.delete(name);
      appended.delete(name);
      await list([...lengths.keys(), ...later]);
    },
    async settle() {
      await proveThere();
      for (const absolute of unsettled) await attempt(absolute, () => syncFile(absolute));
      unsettled.clear();
      return [...lengths].map(([path, length]) => ({ path, length }));
    },
  };
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
