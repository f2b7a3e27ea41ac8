import { appendFile, mkdir, readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomically } from '../formats/atomic-write';
import { RunFolderError, systemReason } from './run-folder-error';

/** The folder that a run writes into. Paths are relative to it; one that leads out of it is refused. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  /** Files of this run, in the order of their first writing. */
  readonly files: readonly string[];
  /** Replaces a file atomically. Whether it is new to this run. */
  writeText(path: string, text: string): Promise<boolean>;
  /** Lets `write` make a file at an absolute path, whose folder exists by then. Whether the file is new to this run. */
  writeWith(path: string, write: (absolutePath: string) => Promise<void>): Promise<boolean>;
  /** Adds to the end of a file, or makes it. Whether it is new to this run. */
  append(path: string, data: string | Uint8Array): Promise<boolean>;
  /** `undefined` when there is no such file. */
  readText(path: string): Promise<string | undefined>;
  /** Removes a file of this run; one that has gone already is no error, one of somebody else's is. */
  remove(path: string): Promise<void>;
}

/** Lists what convspec wrote into the folder, so that nothing else is ever removed. */
const manifestName = '.convspec-run.json';
const temporaryFile = /^\.convspec-[0-9a-f]{12}\.tmp$/;

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
  options: { readonly overwrite: boolean; readonly resume: false },
): Promise<RunFolder> {
  const root = resolve(path);
  await attempt(root, () => makeFolder(root));
  const entries = await attempt(root, () => readdir(root));
  if (entries.includes(manifestName)) {
    const earlier = await readManifest(root);
    if (earlier.length > 0 && !options.overwrite) {
      throw new RunFolderError(
        `"${path}" holds an earlier run`,
        'use --overwrite to replace it, or --out for another folder',
      );
    }
    await removeFiles(root, earlier);
  } else if (entries.some((name) => !name.startsWith('.'))) {
    throw new RunFolderError(
      `"${path}" holds files that are not of a run`,
      'choose an empty or a new folder with --out; --overwrite is for the folders of earlier runs',
    );
  }
  await writeManifest(root, []);
  return runFolder(root);
}

function runFolder(root: string): RunFolder {
  const files = new Set<string>();

  /** Makes the file's folder and lists the file, before it exists: a kill in between leaves no file unlisted. */
  async function announce(path: string): Promise<{ absolute: string; isNew: boolean }> {
    const absolute = inside(root, path);
    const name = relative(root, absolute).split(sep).join('/');
    await stat(root).catch((cause) => {
      throw new RunFolderError(
        `the run folder "${root}" is gone: ${systemReason(cause)}`,
        'start anew; nothing else may remove or detach the folder of a run under way',
        { cause },
      );
    });
    await attempt(absolute, () => makeFolder(dirname(absolute)));
    const isNew = !files.has(name);
    if (isNew) {
      if (await isThere(absolute, 'file')) {
        throw new RunFolderError(
          `"${absolute}" is in the way: it is not of this run`,
          'move it away, or choose another folder with --out',
        );
      }
      await writeManifest(root, [...files, name]);
      files.add(name);
    }
    return { absolute, isNew };
  }

  return {
    path: root,
    get files() {
      return [...files];
    },
    async writeText(path, text) {
      const { absolute, isNew } = await announce(path);
      await writeFileAtomically(absolute, text);
      return isNew;
    },
    async writeWith(path, write) {
      const { absolute, isNew } = await announce(path);
      await write(absolute);
      return isNew;
    },
    async append(path, data) {
      const { absolute, isNew } = await announce(path);
      await attempt(absolute, () => appendFile(absolute, data));
      return isNew;
    },
    async readText(path) {
      const absolute = inside(root, path);
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
      const absolute = inside(root, path);
      const name = relative(root, absolute).split(sep).join('/');
      if (!files.has(name)) {
        throw new RunFolderError(`"${path}" is not a file of this run: it stays`, 'remove it yourself');
      }
      await attempt(absolute, () => rm(absolute, { force: true }));
      files.delete(name);
      await writeManifest(root, [...files]);
    },
  };
}

/** The absolute form of a path in the run folder. */
function inside(root: string, path: string): string {
  const absolute = resolve(root, path);
  if (isAbsolute(path) || !absolute.startsWith(root + sep) || absolute === join(root, manifestName)) {
    throw new RunFolderError(
      `path "${path}" leads out of the run folder "${root}"`,
      'give a relative path inside it; --out chooses the folder',
    );
  }
  return absolute;
}

async function removeFiles(root: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => inside(root, name));
  const folders = new Set([root, ...paths.flatMap((path) => foldersBetween(root, path))]);
  const realRoot = await realpath(root);
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    const real = await realpath(folder).catch(() => undefined);
    // A link out of the folder is not followed: what it leads to may be anybody's.
    if (real === undefined || (real !== realRoot && !real.startsWith(realRoot + sep))) continue;
    const listed = paths.filter((path) => dirname(path) === folder);
    const left = (await attempt(folder, () => readdir(folder))).filter((name) => temporaryFile.test(name));
    for (const path of [...listed, ...left.map((name) => join(folder, name))]) {
      await attempt(path, () => rm(path, { force: true }));
    }
    if (folder !== root) await rmdir(folder).catch(() => undefined);
  }
}

function foldersBetween(root: string, path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) folders.push(folder);
  return folders;
}

async function readManifest(root: string): Promise<readonly string[]> {
  const path = join(root, manifestName);
  const text = await attempt(path, () => readFile(path, 'utf8'));
  try {
    const { files } = JSON.parse(text);
    if (Array.isArray(files) && files.every((name) => typeof name === 'string')) return files;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RunFolderError(
    `"${path}" does not list the files of a run`,
    `remove "${root}" yourself, or choose another folder with --out`,
  );
}

async function writeManifest(root: string, files: readonly string[]): Promise<void> {
  await writeFileAtomically(join(root, manifestName), `${JSON.stringify({ files }, null, 1)}\n`);
}

/** Makes a folder and its parents, one at a time: Node's own way never ends where a file system refuses new folders. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || (await isThere(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

async function isThere(path: string, what?: 'file'): Promise<boolean> {
  return stat(path).then(
    (entry) => what === undefined || entry.isFile(),
    () => false,
  );
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw new RunFolderError(
      `cannot write to "${path}": ${systemReason(cause)}`,
      'allow it or free some space, or choose another folder with --out',
      { cause },
    );
  }
}
