import { mkdir, readdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { isNotFound, systemCode, systemReason } from '../../base/diagnostics/system-error';
import { RunFolderError } from '../../run/training/training-error';
import { writeFileAtomically } from './atomic-write';
import { readOwnText } from './own-files';

const manifestSchema = z.object({ files: z.array(z.string()), appended: z.array(z.string()).default([]) });

/**
 * The files that convspec wrote to a run folder, so that no other file is ever removed or truncated: `files`, of which
 * `appended` are appended to instead of replaced. Paths are relative, with `/`.
 */
export type Manifest = Readonly<Record<'files' | 'appended', readonly string[]>>;

export const manifestName = '.convspec-run.json';

/** The prefix of convspec's internal files in a run folder, which no file of a run may have. */
const ownPrefix = '.convspec-';
const temporaryFile = /^\.convspec-[0-9a-f]{12}\.tmp$/;

/** A manifest of 64 MB lists more than half a million files. */
const largestManifest = 64e6;

/** Reads the manifest of a run. @throws RunFolderError if it is missing or damaged, or lists files outside the folder */
export async function readManifest(root: string): Promise<Manifest> {
  const path = join(root, manifestName);
  const text = await attempt(path, () => readOwnText(path, largestManifest), 'read');
  const manifest = parseManifest(text ?? '');
  const remedy = `remove "${root}" yourself, or choose another folder with --out`;
  if (manifest === null)
    throw new RunFolderError(`"${path}" is not a valid list of the files of a run`, remedy);
  const foreign = manifest.files.find((name) => !isInside(root, name));
  if (foreign === undefined) return manifest;
  throw new RunFolderError(`"${path}" lists "${foreign}", which is outside the run folder`, remedy);
}

function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export async function writeManifest(root: string, { files, appended }: Manifest): Promise<void> {
  await writeFileAtomically(join(root, manifestName), `${JSON.stringify({ files, appended }, null, 1)}\n`);
}

/** The absolute path of a file in the run folder, and its name in the manifest. */
export function inside(root: string, path: string): { absolute: string; name: string } {
  if (!isInside(root, path)) {
    throw new RunFolderError(
      `path "${path}" is outside the run folder "${root}"`,
      'give a relative path inside it, or change the folder with --out',
    );
  }
  const absolute = resolve(root, path);
  return { absolute, name: relative(root, absolute).split(sep).join('/') };
}

function isInside(root: string, path: string): boolean {
  const absolute = resolve(root, path);
  const steps = relative(root, absolute).split(sep);
  return (
    !isAbsolute(path) &&
    !path.includes('\0') &&
    absolute.startsWith(join(root, sep)) &&
    !steps.some((step) => step.startsWith(ownPrefix))
  );
}

/** Removes the files, and their folders if they are then empty. */
export async function removeFiles(root: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => inside(root, name).absolute);
  for (const folder of await foldersOf(root, names)) {
    const listed = paths.filter((path) => dirname(path) === folder);
    for (const path of listed) await attempt(path, () => rm(path, { force: true }));
    if (folder !== root) await rmdir(folder).catch(() => undefined);
  }
}

/** Removes temporary files left in the folders of these files by a killed process. */
export async function removeTemporaryFiles(root: string, names: readonly string[]): Promise<void> {
  for (const folder of await foldersOf(root, names)) {
    const entries = await attempt(folder, () => readdir(folder));
    for (const name of entries.filter((entry) => temporaryFile.test(entry))) {
      await attempt(join(folder, name), () => rm(join(folder, name), { force: true }));
    }
  }
}

/** The existing folders of the files, including the root, deepest first. Links out of the root are not followed, because files there may be someone else's. */
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

/** Creates a folder and its parents one at a time, because Node's recursive mkdir hangs on file systems that refuse new folders. */
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

/** Runs an action on a path and converts its failure to a {@link RunFolderError}. */
export async function attempt<T>(
  path: string,
  action: () => Promise<T>,
  verb: 'write to' | 'read' = 'write to',
): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof RunFolderError) throw cause;
    throw new RunFolderError(
      `cannot ${verb} "${path}": ${systemReason(cause)}`,
      verb === 'read'
        ? 'make it readable, or choose another folder with --out'
        : 'allow writing or free some space, or choose another folder with --out',
      { cause },
    );
  }
}
