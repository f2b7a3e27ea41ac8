import { appendFile, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isNotFound, systemReason } from '../../base/diagnostics/system-error';
import type { KnownFile } from '../../run/training/run-state';
import type { RunFolder } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';
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
  return new DiskRunFolder(root, [], [], []);
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
  const folder = new DiskRunFolder(root, files, replacedLater, appended);
  await writeManifest(root, { files: folder.files, appended });
  return folder;
}

/** A run's folder on disk, and what the run has in it. */
class DiskRunFolder implements RunFolder {
  /** Bytes of each file of the run; `null` of one that is only ever replaced. */
  private readonly lengths: Map<string, number | null>;
  /** Files that the run will write again, since it was further before it was taken back. */
  private readonly later: Set<string>;
  /** Those of the files that grow at their end. */
  private readonly appended: Set<string>;
  /** What was appended to since the last {@link settle}. */
  private readonly unsettled = new Set<string>();

  constructor(
    readonly path: string,
    known: readonly KnownFile[],
    replacedLater: readonly string[],
    appended: readonly string[],
  ) {
    this.lengths = new Map(known.map(({ path, length }) => [path, length]));
    this.later = new Set(replacedLater);
    this.appended = new Set(appended);
  }

  get files(): readonly string[] {
    return [...this.lengths.keys(), ...this.later];
  }

  async writeText(path: string, text: string): Promise<boolean> {
    const { absolute, name, isNew } = await this.announce(path, 'replaced');
    await writeFileAtomically(absolute, text);
    this.lengths.set(name, Buffer.byteLength(text));
    return isNew;
  }

  async writeWith(path: string, write: (absolutePath: string) => Promise<void>): Promise<boolean> {
    const { absolute, isNew } = await this.announce(path, 'replaced');
    await write(absolute);
    return isNew;
  }

  async append(path: string, data: string | Uint8Array): Promise<boolean> {
    const { absolute, name, isNew } = await this.announce(path, 'appended');
    this.unsettled.add(absolute);
    await attempt(absolute, () => appendFile(absolute, data));
    this.lengths.set(name, (this.lengths.get(name) ?? 0) + Buffer.byteLength(data));
    return isNew;
  }

  async readText(path: string): Promise<string | undefined> {
    const { absolute } = inside(this.path, path);
    try {
      return await readFile(absolute, 'utf8');
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw new RunFolderError(
        `cannot read "${absolute}": ${systemReason(error)}`,
        'make it readable, or choose another folder with --out',
        { cause: error },
      );
    }
  }

  async remove(path: string): Promise<void> {
    const { absolute, name } = inside(this.path, path);
    if (!this.lengths.has(name)) {
      throw new RunFolderError(`"${path}" is not a file of this run: it stays`, 'remove it yourself');
    }
    await attempt(absolute, () => rm(absolute, { force: true }));
    this.lengths.delete(name);
    this.appended.delete(name);
    await this.list(this.files);
  }

  async settle(): Promise<readonly KnownFile[]> {
    await this.proveThere();
    for (const absolute of this.unsettled) await attempt(absolute, () => syncFile(absolute));
    this.unsettled.clear();
    return [...this.lengths].map(([path, length]) => ({ path, length }));
  }

  /** Makes the file's folder and lists the file, before it exists: a kill in between leaves no file unlisted. */
  private async announce(path: string, way: 'replaced' | 'appended') {
    const { absolute, name } = inside(this.path, path);
    await this.proveThere();
    await attempt(absolute, () => makeFolder(dirname(absolute)));
    const isNew = !this.lengths.has(name);
    if (isNew && !this.later.has(name) && (await isThere(absolute, 'file'))) {
      throw new RunFolderError(
        `"${absolute}" is in the way: it is not of this run`,
        'move it away, or choose another folder with --out',
      );
    }
    const grows = way === 'appended' && !this.appended.has(name);
    if (isNew || grows) {
      const files = new Set([...this.lengths.keys(), name, ...this.later]);
      await this.list([...files], (file) => this.appended.has(file) || (grows && file === name));
    }
    if (isNew) this.lengths.set(name, null);
    this.later.delete(name);
    if (grows) this.appended.add(name);
    return { absolute, name, isNew };
  }

  private async list(
    files: readonly string[],
    grows = (file: string) => this.appended.has(file),
  ): Promise<void> {
    await writeManifest(this.path, { files, appended: files.filter(grows) });
  }

  private async proveThere(): Promise<void> {
    await stat(this.path).catch((cause) => {
      throw new RunFolderError(
        `the run folder "${this.path}" is gone: ${systemReason(cause)}`,
        'start anew; nothing else may remove or detach the folder of a run under way',
        { cause },
      );
    });
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
