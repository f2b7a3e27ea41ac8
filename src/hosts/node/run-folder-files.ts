import { mkdir, readdir, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isNotFound, systemCode, systemReason } from '../../base/diagnostics/system-error';
import { RunFolderError } from '../../run/training/training-error';
import { writeFileAtomically } from './atomic-write';

/** What convspec wrote into a run folder, so that nothing else is ever removed or cut. Paths are relative, with `/`. */
export interface Manifest {
  readonly files: readonly string[];
  /** Those of them that grow at their end, instead of being replaced as wholes. */
  readonly appended: readonly string[];
}

export const manifestName = '.convspec-run.json';

/** What convspec keeps about a run in its folder begins with this; no file of a run may. */
const ownPrefix = '.convspec-';
const temporaryFile = /^\.convspec-[0-9a-f]{12}\.tmp$/;

/** Throws {@link RunFolderError} when it is missing or damaged. */
export async function readManifest(root: string): Promise<Manifest> {
  const path = join(root, manifestName);
  const text = await attempt(path, () => readFile(path, 'utf8'));
  try {
    const { files, appended = [] } = JSON.parse(text);
    if ([files, appended].every(isTexts)) return { files, appended };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RunFolderError(
    `"${path}" does not list the files of a run`,
    `remove "${root}" yourself, or choose another folder with --out`,
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

export async function writeManifest(root: string, { files, appended }: Manifest): Promise<void> {
  await writeFileAtomically(join(root, manifestName), `${JSON.stringify({ files, appended }, null, 1)}\n`);
}

/** The absolute form of a path in the run folder, and the name that the manifest has for it. */
export function inside(root: string, path: string): { absolute: string; name: string } {
  const absolute = resolve(root, path);
  const name = relative(root, absolute).split(sep).join('/');
  if (isAbsolute(path) || !absolute.startsWith(root + sep) || name.startsWith(ownPrefix)) {
    throw new RunFolderError(
      `path "${path}" leads out of the run folder "${root}"`,
      'give a relative path inside it; --out chooses the folder',
    );
  }
  return { absolute, name };
}

/** Removes the files, and their folders where nothing else is in them. */
export async function removeFiles(root: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => inside(root, name).absolute);
  for (const folder of await foldersOf(root, names)) {
    const listed = paths.filter((path) => dirname(path) === folder);
    for (const path of listed) await attempt(path, () => rm(path, { force: true }));
    if (folder !== root) await rmdir(folder).catch(() => undefined);
  }
}

/** Removes what a kill left half written beside the files. */
export async function removeTemporaryFiles(root: string, names: readonly string[]): Promise<void> {
  for (const folder of await foldersOf(root, names)) {
    const entries = await attempt(folder, () => readdir(folder));
    for (const name of entries.filter((entry) => temporaryFile.test(entry))) {
      await attempt(join(folder, name), () => rm(join(folder, name), { force: true }));
    }
  }
}

/** The folders that exist of the files, the root too, the deepest first. A link out of the root is not followed: what it leads to may be anybody's. */
async function foldersOf(root: string, names: readonly string[]): Promise<readonly string[]> {
  const folders = new Set([root]);
  for (const name of names) {
    for (let folder = dirname(inside(root, name).absolute); folder !== root; folder = dirname(folder)) {
      folders.add(folder);
    }
  }
  const realRoot = await realpath(root);
  const own: string[] = [];
  for (const folder of folders) {
    const real = await realpath(folder).catch(() => undefined);
    if (real === realRoot || real?.startsWith(realRoot + sep)) own.push(folder);
  }
  return own.sort((a, b) => b.length - a.length);
}

/** Makes a folder and its parents, one at a time: Node's own way never ends where a file system refuses new folders. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (!isNotFound(error) || (await isThere(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

export async function isThere(path: string, what?: 'file'): Promise<boolean> {
  return stat(path).then(
    (entry) => what === undefined || entry.isFile(),
    () => false,
  );
}

/** Does something to a path and explains its failure as a {@link RunFolderError}. */
export async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
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
