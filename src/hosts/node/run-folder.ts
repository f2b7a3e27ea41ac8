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
 * Prepares the folder for a new run, creating it if necessary, and checks that it is writable.
 *
 * A folder with files of an earlier run is rejected unless `overwrite` is set, which removes only the files of that run. A
 * folder with other files and no earlier run is always rejected (hidden files are ignored).
 *
 * @throws RunFolderError with a hint
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
      const resume = stateNames.some((name) => entries.includes(name)) ? '--resume to continue it, ' : '';
      throw new RunFolderError(
        `"${path}" already contains a run`,
        `use ${resume}--overwrite to replace it, or --out for another folder`,
      );
    }
    await attempt(root, () => removeStates(root));
    await removeTemporaryFiles(root, files);
    await removeFiles(root, files);
  } else if (entries.some((name) => !name.startsWith('.'))) {
    throw new RunFolderError(
      `"${path}" contains files that do not belong to a run`,
      'choose an empty or new folder with --out; --overwrite only replaces earlier runs',
    );
  } else await removeTemporaryFiles(root, []);
  await writeManifest(root, { files: [], appended: [] });
  return new DiskRunFolder(root, [], [], []);
}

/**
 * Resets a run folder to an earlier state of that run, so that the run can continue from there: truncates files that were
 * appended to since. Files that were replaced since are kept until they are written again.
 *
 * @param files returned by {@link RunFolder.settle} at that time
 * @param warn receives a warning for each file that has lost data since then
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

/** A run folder on disk, and the files of the run in it. */
class DiskRunFolder implements RunFolder {
  /** Bytes of each file of the run; `null` for a file that is always replaced, never appended to. */
  private readonly lengths: Map<string, number | null>;
  /** Files from after the state that the folder was reset to, which the run will write again. */
  private readonly later: Set<string>;
  /** The files that are appended to. */
  private readonly appended: Set<string>;
  /** Files appended to since the last {@link settle}. */
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
      throw new RunFolderError(
        `"${path}" is not a file of this run, so it was not removed`,
        'remove it yourself',
      );
    }
    await attempt(absolute, () => rm(absolute, { force: true }));
    this.lengths.delete(name);
    this.appended.delete(name);
    await this.list(this.files);
  }

  async settle(): Promise<readonly KnownFile[]> {
    await this.checkExists();
    for (const absolute of this.unsettled) await attempt(absolute, () => syncFile(absolute));
    this.unsettled.clear();
    return [...this.lengths].map(([path, length]) => ({ path, length }));
  }

  /** Creates the folder of a file, and lists the file before it exists, so that a kill in between leaves no unlisted file. */
  private async announce(path: string, kind: 'replaced' | 'appended') {
    const { absolute, name } = inside(this.path, path);
    await this.checkExists();
    await attempt(absolute, () => makeFolder(dirname(absolute)));
    const isNew = !this.lengths.has(name);
    if (isNew && !this.later.has(name) && (await isThere(absolute, 'file'))) {
      throw new RunFolderError(
        `"${absolute}" already exists and does not belong to this run`,
        'move it away, or choose another folder with --out',
      );
    }
    const grows = kind === 'appended' && !this.appended.has(name);
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

  private async checkExists(): Promise<void> {
    await stat(this.path).catch((cause) => {
      throw new RunFolderError(
        `cannot access the run folder "${this.path}": ${systemReason(cause)}`,
        'start again, and do not remove or unmount the folder of a run in progress',
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
