import { unreadable } from '../../base/diagnostics/system-error';
import { compareCodePoints, listWords } from '../../base/text/words';
import { DataError } from './data-error';
import type { DataFiles, FolderEntry } from './data-host';

/** An image and the number of its class. */
export interface LabelledImage {
  readonly path: string;
  readonly label: number;
}

/** The images of a folder that holds one folder per class. */
export interface ImageFolder {
  readonly directory: string;
  readonly classes: readonly string[];
  /** Class by class, in code-point order of their names within a class. */
  readonly images: readonly LabelledImage[];
  readonly warnings: readonly string[];
}

export interface ImageFolderOptions {
  /** The classes to find, in the order of the network's outputs; by default the folders' names in code-point order. */
  readonly classNames?: readonly string[] | null;
  /** How many classes there must be; by default two or more. */
  readonly classCount?: number;
}

/** Extensions of the files that are read as images, in lower case. */
export const imageExtensions: readonly string[] = [
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.gif',
  '.avif',
  '.tif',
  '.tiff',
  '.svg',
];

const layout = 'put the images into one folder per class: <directory>/<class>/<image>';

/**
 * Lists the images of `directory`, one folder per class, one level deep; no image is opened. Names that begin with a
 * dot are passed over, other files are named in one warning, symbolic links are followed.
 *
 * @throws {DataError} when the folder is missing or empty, a class has no image, or the classes are not those expected
 */
export async function openImageFolder(
  directory: string,
  files: DataFiles,
  options: ImageFolderOptions = {},
): Promise<ImageFolder> {
  const entries = await readFolder(directory, files);
  const found = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  const loose = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  if (found.length === 0) {
    const lying = loose.filter(isImageName).length;
    const instead = lying > 0 ? `; ${lying} image${lying === 1 ? ' lies' : 's lie'} directly in it` : '';
    throw new DataError(`the folder ${directory} has no class folders${instead}`, directory, layout);
  }
  const classes = checkClasses(directory, found, options);

  const images: LabelledImage[] = [];
  const others = [...loose];
  for (const [label, name] of classes.entries()) {
    const folder = files.join(directory, name);
    const before = images.length;
    for (const entry of await readFolder(folder, files)) {
      if (entry.kind === 'file' && isImageName(entry.name)) {
        images.push({ path: files.join(folder, entry.name), label });
      } else {
        others.push(`${name}/${entry.name}`);
      }
    }
    if (images.length === before) {
      throw new DataError(
        `the class folder ${folder} has no images`,
        folder,
        `add images (${imageExtensions.join(' ')}) to it, or remove the folder`,
      );
    }
  }
  return { directory, classes, images, warnings: describeOthers(directory, others) };
}

/** What is in a folder, in code-point order, hidden names left out. */
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
      "correct the path in the section data (it is relative to the spec's folder), or create the folder",
    );
  }
}

function isImageName(name: string): boolean {
  const [extension = ''] = /\.[^.]*$/.exec(name.slice(1)) ?? [];
  return imageExtensions.includes(extension.toLowerCase());
}

/** The classes in the order of the network's outputs. */
function checkClasses(
  directory: string,
  found: readonly string[],
  { classNames, classCount }: ImageFolderOptions,
): readonly string[] {
  const names = `${found.length} class${found.length === 1 ? '' : 'es'}: ${listWords(found, 30)}`;
  if (classNames) {
    const missing = classNames.filter((name) => !found.includes(name));
    const unknown = found.filter((name) => !classNames.includes(name));
    if (missing.length > 0 || unknown.length > 0) {
      const faults = [
        ...(missing.length > 0 ? [`no folder for ${listWords(missing)}`] : []),
        ...(unknown.length > 0 ? [`a folder for ${listWords(unknown)}, which is no class`] : []),
      ];
      throw new DataError(
        `the folders in ${directory} are not the expected classes: ${faults.join('; ')}`,
        directory,
        `name the folders as the classes: ${listWords(classNames, 30)}`,
      );
    }
  }
  if (found.length === 1) {
    throw new DataError(
      `the folder ${directory} has ${names}; telling classes apart takes two or more`,
      directory,
      layout,
    );
  }
  if (classCount !== undefined && classCount !== found.length) {
    throw new DataError(
      `expected ${classCount} classes, the folder ${directory} has ${names}`,
      directory,
      `set classes: ${found.length} in the spec, or add or remove class folders`,
    );
  }
  return classNames ?? found;
}

function describeOthers(directory: string, others: readonly string[]): readonly string[] {
  if (others.length === 0) return [];
  const are =
    others.length === 1 ? '1 entry is no image and is' : `${others.length} entries are no images and are`;
  return [`${directory}: ${are} left out: ${listWords(others)}`];
}
