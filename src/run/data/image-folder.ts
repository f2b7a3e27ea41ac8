import { unreadable } from '../../base/diagnostics/system-error';
import { compareCodePoints, counted, listWords, plural } from '../../base/text/words';
import { classNameOf } from '../../language/class-names';
import { sortedClasses } from './class-numbers';
import { DataError } from './data-error';
import type { DataFiles, FolderEntry } from './data-host';

/** An image file and the number of its class. */
export interface LabelledImage {
  readonly path: string;
  readonly label: number;
}

/** The images in a folder with one folder per class. */
export interface ImageFolder {
  readonly directory: string;
  readonly classes: readonly string[];
  /** Sorted by class, then by folder, then by name, in code-point order. */
  readonly images: readonly LabelledImage[];
  readonly warnings: readonly string[];
}

export interface ImageFolderOptions {
  /** The expected classes, in the order of the network's outputs (default: the folder names in code-point order). */
  readonly classNames?: readonly string[] | null;
  /** The expected number of classes (default: two or more). */
  readonly classCount?: number;
}

/** Extensions of files that are read as images, in lower case. */
export const imageExtensions: readonly string[] = [
  '.png',
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.webp',
  '.gif',
  '.avif',
  '.tif',
  '.tiff',
  '.bmp',
  '.svg',
];

const layout = 'put the images into one folder per class: <directory>/<class>/<image>';

/**
 * Lists the images of `directory`, one folder per class, and of the folders in these, in the order of Keras, without opening
 * them. Skips names that start with a dot, and lists other entries in one warning. Follows symbolic links, except those to a
 * folder that contains the link.
 *
 * @throws {DataError} if the folder is missing or empty, a class has no images, or the classes are not those expected
 */
export async function openImageFolder(
  directory: string,
  files: DataFiles,
  options: ImageFolderOptions = {},
): Promise<ImageFolder> {
  const entries = await readFolder(directory, files);
  const folders = classFolders(directory, entries);
  const found = sortedClasses(folders.keys());
  if (found.length === 0) {
    const direct = entries.filter(({ kind, name }) => kind === 'file' && isImageName(name)).length;
    const instead =
      direct > 0 ? `; ${counted(direct, 'image')} ${plural(direct, 'is', 'are')} directly in it` : '';
    throw new DataError(`the folder ${directory} has no class folders${instead}`, directory, layout);
  }
  const classes = checkClasses(directory, found, options);

  const images: LabelledImage[] = [];
  const others = entries.filter(({ kind }) => kind !== 'folder').map(({ name }) => name);
  for (const [label, name] of classes.entries()) {
    const folder = files.join(directory, folders.get(name) ?? name);
    const found = await listClassFolder(folder, files);
    for (const path of found.images) images.push({ path, label });
    others.push(...found.others.map((other) => `${name}/${other}`));
    if (found.images.length === 0) {
      throw new DataError(
        `the class folder ${folder} has no images`,
        folder,
        `add images (${imageExtensions.join(' ')}) to it, or remove the folder`,
      );
    }
  }
  return { directory, classes, images, warnings: describeOthers(directory, others) };
}

/** The files in the folder of a class. */
export interface ClassFolder {
  /** Paths of its images, sorted by folder, then by name, in code-point order. */
  readonly images: readonly string[];
  /** Other entries, relative to it. */
  readonly others: readonly string[];
}

/**
 * Lists the folder of a class, and all folders in it. Each folder is listed once: a link to one that is listed already, or that
 * contains the link, is not followed.
 *
 * @throws {DataError} if a folder cannot be read
 */
export async function listClassFolder(folder: string, files: DataFiles): Promise<ClassFolder> {
  const listed: { readonly name: string; readonly images: readonly string[] }[] = [];
  const others: string[] = [];
  // Links to folders with links would otherwise multiply the number of paths with every level.
  const visited = new Set<string>();
  const visit = async (path: string, name: string, above: readonly string[]): Promise<void> => {
    const images: string[] = [];
    const own = await files.realPath(path);
    visited.add(own);
    const here = [...above, own];
    for (const entry of await readFolder(path, files)) {
      const inner = files.join(path, entry.name);
      const innerName = `${name}${entry.name}`;
      if (entry.kind === 'file' && isImageName(entry.name)) images.push(inner);
      else if (entry.kind === 'folder' && (await isNew(inner, here)))
        await visit(inner, `${innerName}/`, here);
      else others.push(innerName);
    }
    listed.push({ name, images });
  };
  const isNew = async (path: string, above: readonly string[]): Promise<boolean> => {
    const target = await files.realPath(path);
    return !visited.has(target) && !contains(target, above);
  };
  await visit(folder, '', []);
  listed.sort((a, b) => compareCodePoints(a.name, b.name));
  return { images: listed.flatMap(({ images }) => images), others };
}

/** Whether a folder is one of `paths`, or contains one of them. */
function contains(folder: string, paths: readonly string[]): boolean {
  return paths.some(
    (path) => path === folder || (path.startsWith(folder) && /[\\/]$/.test(path.slice(0, folder.length + 1))),
  );
}

/** Lists a folder in code-point order, without hidden names. */
async function readFolder(directory: string, files: DataFiles): Promise<readonly FolderEntry[]> {
  try {
    const entries = await files.list(directory);
    return entries
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => compareCodePoints(a.name, b.name));
  } catch (error) {
    throw new DataError(
      `the folder ${directory} ${unreadable(error)}`,
      directory,
      "fix the path in the section data (it is relative to the spec's folder), or create the folder",
    );
  }
}

/** The folder of each class. @throws {DataError} if two folders have the same class name */
function classFolders(directory: string, entries: readonly FolderEntry[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { name } of entries.filter(({ kind }) => kind === 'folder')) {
    const className = classNameOf(name);
    if (folders.has(className))
      throw new DataError(
        `the folder ${directory} has two folders for the class "${className}", whose names differ only in their Unicode form (NFC and NFD)`,
        directory,
        'move their images into one folder',
      );
    folders.set(className, name);
  }
  return folders;
}

function isImageName(name: string): boolean {
  const [extension = ''] = /\.[^.]*$/.exec(name.slice(1)) ?? [];
  return imageExtensions.includes(extension.toLowerCase());
}

/** Checks the class folders and returns the classes in the order of the network's outputs. */
function checkClasses(
  directory: string,
  found: readonly string[],
  { classNames, classCount }: ImageFolderOptions,
): readonly string[] {
  const names = `${counted(found.length, 'class', 'classes')}: ${listWords(found, 30)}`;
  if (classNames) {
    const missing = classNames.filter((name) => !found.includes(name));
    const unknown = found.filter((name) => !classNames.includes(name));
    if (missing.length > 0 || unknown.length > 0) {
      const faults = [
        ...(missing.length > 0 ? [`no folder for ${listWords(missing)}`] : []),
        ...(unknown.length > 0 ? [`unexpected folder for ${listWords(unknown)}`] : []),
      ];
      throw new DataError(
        `the folders in ${directory} are not the expected classes: ${faults.join('; ')}`,
        directory,
        `name the folders like the classes: ${listWords(classNames, 30)}`,
      );
    }
  }
  if (found.length === 1) {
    throw new DataError(`the folder ${directory} has ${names}; at least two are required`, directory, layout);
  }
  if (classCount !== undefined && classCount !== found.length) {
    throw new DataError(
      `expected ${classCount} classes, but the folder ${directory} has ${names}`,
      directory,
      `set classes: ${found.length} in the spec, or add or remove class folders`,
    );
  }
  return classNames ?? found;
}

function describeOthers(directory: string, others: readonly string[]): readonly string[] {
  if (others.length === 0) return [];
  const skipped =
    others.length === 1 ? '1 entry that is not an image' : `${others.length} entries that are not images`;
  return [`${directory}: skipped ${skipped}: ${listWords(others)}`];
}
