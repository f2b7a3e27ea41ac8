import { readdir, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isNotFound, systemReason } from '../../base/diagnostics/system-error';
import { runFiles } from '../../check/rules/same-path';
import type { KnownFile } from '../../run/training/run-state';
import type { RunFolder } from '../../run/training/run-store';
import { RunFolderError } from '../../run/training/training-error';
import { writeFileAtomically } from './atomic-write';
import { checkNoLink, checkOwnFolders, makeOwnFolders, openOwn, ownFlags, readOwnText } from './own-files';
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
  return new DiskRunFolder(root, await identify(root), { known: [], replacedLater: [], appended: [] });
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
  // Most of them are written only at the end.
  for (const name of [...runFiles, ...manifest.files]) await checkNoLink(inside(root, name).absolute);
  await removeTemporaryFiles(root, manifest.files);
  const known = new Set(files.map((file) => file.path));
  const later = manifest.files.filter((name) => !known.has(name));
  const appendedLater = later.filter((name) => manifest.appended.includes(name));
  await removeFiles(root, appendedLater);
  for (const { path: name, length } of files) {
    if (length === null || !manifest.appended.includes(name)) continue;
    const lost = length - (await truncateTo(root, name, length));
    if (lost > 0) warn(`"${inside(root, name).absolute}" has lost ${lost} bytes since the run stopped`);
  }
  const appended = manifest.appended.filter((name) => known.has(name));
  const replacedLater = later.filter((name) => !appendedLater.includes(name));
  await writeManifest(root, { files: [...known, ...replacedLater], appended });
  return new DiskRunFolder(root, await identify(root), { known: files, replacedLater, appended });
}

/** Truncates a file that is longer than `length` bytes. Returns its length then; 0 if it does not exist. */
async function truncateTo(root: string, name: string, length: number): Promise<number> {
  const { absolute } = inside(root, name);
  return attempt(absolute, async () => {
    await checkOwnFolders(root, name);
    const file = await openOwn(absolute, ownFlags.change).catch((error) => {
      if (isNotFound(error)) return null;
      throw error;
    });
    if (file === null) return 0;
    try {
      const { size } = await file.stat();
      if (size > length) await file.truncate(length);
      return Math.min(size, length);
    } finally {
      await file.close();
    }
  });
}

/** Distinguishes a folder from another one that takes its place. */
interface FolderIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  /** When it was created, because inodes are reused; `null` where the file system does not record it. */
  readonly born: bigint | null;
}

/** Call it after a change in the folder: Node reports the time of the last change if the time of creation is unknown. */
async function identify(root: string): Promise<FolderIdentity> {
  const { dev: device, ino: inode, birthtimeNs, ctimeNs } = await stat(root, { bigint: true });
  const isKnown = birthtimeNs > 0n && birthtimeNs < ctimeNs;
  return { device, inode, born: isKnown ? birthtimeNs : null };
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
    private readonly identity: FolderIdentity,
    {
      known,
      replacedLater,
      appended,
    }: {
      readonly known: readonly KnownFile[];
      readonly replacedLater: readonly string[];
      readonly appended: readonly string[];
    },
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
    await attempt(absolute, async () => {
      const file = await openOwn(absolute, ownFlags.append);
      try {
        await file.writeFile(data);
      } finally {
        await file.close();
      }
    });
    this.lengths.set(name, (this.lengths.get(name) ?? 0) + Buffer.byteLength(data));
    return isNew;
  }

  async readText(path: string): Promise<string | undefined> {
    const { absolute, name } = inside(this.path, path);
    return attempt(
      absolute,
      async () => {
        await checkOwnFolders(this.path, name);
        return readOwnText(absolute, largestText);
      },
      'read',
    );
  }

  async remove(path: string): Promise<void> {
    const { absolute, name } = inside(this.path, path);
    if (!this.lengths.has(name)) {
      throw new RunFolderError(
        `"${path}" is not a file of this run, so it was not removed`,
        'remove it yourself',
      );
    }
    await this.checkFolder();
    await attempt(absolute, async () => {
      await checkOwnFolders(this.path, name);
      await rm(absolute, { force: true });
    });
    this.lengths.delete(name);
    this.appended.delete(name);
    await this.list(this.files);
  }

  async settle(): Promise<readonly KnownFile[]> {
    await this.checkFolder();
    for (const absolute of this.unsettled) await attempt(absolute, () => syncFile(absolute));
    this.unsettled.clear();
    return [...this.lengths].map(([path, length]) => ({ path, length }));
  }

  /** Creates the folder of a file, and lists the file before it exists, so that a kill in between leaves no unlisted file. */
  private async announce(path: string, kind: 'replaced' | 'appended') {
    const { absolute, name } = inside(this.path, path);
    await this.checkFolder();
    await attempt(absolute, () => makeOwnFolders(this.path, name));
    await checkNoLink(absolute);
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

  /** Checks that the folder still exists and is the same one: another may belong to somebody else. */
  private async checkFolder(): Promise<void> {
    const { device, inode, born } = this.identity;
    const now = await stat(this.path, { bigint: true }).catch((cause) => {
      throw new RunFolderError(
        `cannot access the run folder "${this.path}": ${systemReason(cause)}`,
        'start again, and do not remove or unmount the folder of a run in progress',
        { cause },
      );
    });
    if (now.dev === device && now.ino === inode && (born === null || now.birthtimeNs === born)) return;
    throw new RunFolderError(
      `the run folder "${this.path}" was replaced by another folder during training, so nothing more is written there`,
      'start again, and do not move or replace the folder of a run in progress',
    );
  }
}

/** Files that a run reads back are logs and small descriptions. */
const largestText = 256e6;

async function syncFile(path: string): Promise<void> {
  const file = await openOwn(path, ownFlags.change);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
