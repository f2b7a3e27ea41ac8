import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { unreadable } from '../../base/diagnostics/system-error';
import { UserError } from '../../base/diagnostics/user-error';
import { formatCount } from '../../base/text/format-numbers';
import { compareCodePoints, listWords, plural } from '../../base/text/words';
import { nodeDataFiles } from '../../hosts/node/data-files';
import { classNameOf } from '../../language/class-names';
import { imageExtensions, listClassFolder } from '../../run/data/image-folder';

/** No spec can be proposed for a folder of images, or a choice is not possible. The hint says how to fix it. */
export class InitError extends UserError {
  override readonly name = 'InitError';
}

/** A class in a folder of images, with the paths of its images in code-point order. */
interface ImageClass {
  readonly name: string;
  readonly images: readonly string[];
}

/** A folder with one subfolder per class. */
export interface ImageSet {
  readonly directory: string;
  readonly classes: readonly ImageClass[];
}

/** The image sets found in a folder, and notes for the user. */
export interface ImageSets {
  readonly train: ImageSet;
  /** `null` if there is no folder of validation images. */
  readonly validation: ImageSet | null;
  /** Images that take no part in training, or in the choice of an epoch; `null` if there is no folder of them. */
  readonly test: ImageSet | null;
  readonly notes: readonly string[];
}

const trainNames = ['train', 'training'];
/** In order of preference. */
const validationNames = ['validation', 'valid', 'val'];
const testNames = ['test', 'testing'];
/** Names of folders that say which set of a data set they contain, in lower case. */
export const setNames: readonly string[] = [...trainNames, ...validationNames, ...testNames];
const wrapperDepth = 4;

const layout = `put the images into one folder per class, named like the class:
      photos/cat/1.jpg
      photos/cat/2.jpg
      photos/dog/1.jpg
    or, with separate validation images, photos/train/cat/… and photos/validation/cat/…`;

/**
 * Finds the class folders in `folder`: directly in it, in its subfolders `train`, `validation` and `test`, or in its only
 * subfolder. A class may have folders of images. Opens no images.
 *
 * @throws InitError if fewer than two folders have images; the message says what was found instead
 */
export async function findImageSets(folder: string): Promise<ImageSets> {
  let directory = folder;
  for (let depth = 0; depth < wrapperDepth; depth++) {
    const { folders } = await listFolder(directory);
    const sets = await setFolders(directory, folders);
    if (sets !== null) return setsIn(directory, sets);
    const [only] = folders;
    if (
      only === undefined ||
      folders.length > 1 ||
      (await listFolder(join(directory, only))).images.length > 0
    )
      break;
    directory = join(directory, only);
  }
  const { set, notes } = await readSet(directory);
  return { train: set, validation: null, test: null, notes };
}

/** The folders of the sets. */
interface SetFolders {
  readonly train: string;
  readonly validation: string | undefined;
  readonly test: string | undefined;
  /** Folders with the name of a validation or test set, but with images instead of class folders. */
  readonly flat: readonly string[];
}

/**
 * Finds the folders of the sets by their names; `null` if the folders are classes. `train`, `val` and `test` are ordinary
 * names of classes, too: a folder is a set only if it contains folders and no images, and `train` is a class if another
 * class is next to it.
 */
async function setFolders(directory: string, folders: readonly string[]): Promise<SetFolders | null> {
  const named = (names: readonly string[]) =>
    names.flatMap((wanted) => folders.filter((name) => name.toLowerCase() === wanted));
  const [train] = named(trainNames);
  if (train === undefined) return null;
  const withImages: string[] = [];
  for (const name of folders) {
    if ((await listFolder(join(directory, name))).images.length > 0) withImages.push(name);
  }
  const [held, tests] = [named(validationNames), named(testNames)];
  if (withImages.some((name) => ![...held, ...tests].includes(name))) return null;
  const [validation] = held.filter((name) => !withImages.includes(name));
  const [test] = tests.filter((name) => !withImages.includes(name));
  return { train, validation, test, flat: withImages };
}

async function setsIn(directory: string, folders: SetFolders): Promise<ImageSets> {
  const trained = await readSet(join(directory, folders.train));
  const unused = folders.flat.map(
    (name) => `the images in ${join(directory, name)} are not used, because they have no class folders`,
  );
  const notes = [...trained.notes, ...unused];
  const readOther = async (name: string | undefined) => {
    if (name === undefined) return null;
    const other = await readSet(join(directory, name));
    requireSameClasses(trained.set, other.set);
    notes.push(...other.notes);
    return other.set;
  };
  const validation = await readOther(folders.validation);
  const test = await readOther(folders.test);
  return { train: trained.set, validation, test, notes };
}

function requireSameClasses(a: ImageSet, b: ImageSet): void {
  const [names = [], others = []] = [a, b].map(({ classes }) => classes.map(({ name }) => name));
  if (JSON.stringify(names) === JSON.stringify(others)) return;
  throw new InitError(
    `the folders ${a.directory} and ${b.directory} have different classes: ${listWords(names)}; and ${listWords(others)}`,
    'give both a folder of images for each class, with the same names',
  );
}

async function readSet(directory: string): Promise<{ readonly set: ImageSet; readonly notes: string[] }> {
  const { folders, images, tables } = await listFolder(directory);
  const classes: ImageClass[] = [];
  const empty: string[] = [];
  for (const name of folders) {
    const found = await listClassFolder(join(directory, name), nodeDataFiles);
    if (found.images.length > 0) classes.push({ name: classNameOf(name), images: found.images });
    else empty.push(name);
  }
  if (classes.length < 2) throw noClasses({ directory, classes, empty, images, tables });
  if (empty.length > 0) {
    throw new InitError(
      `${directory}: ${empty.length === 1 ? 'a folder has' : `${empty.length} folders have`} no images: ${listWords(empty)}`,
      `each folder in it is a class: remove folders that are not classes, and add images to the others (${imageExtensions.join(' ')})`,
    );
  }
  const notes =
    images.length > 0
      ? [
          `${countOf(images.length, 'image')} directly in ${directory} ${plural(images.length, 'belongs', 'belong')} to no class`,
        ]
      : [];
  return { set: { directory, classes }, notes };
}

function noClasses(found: {
  readonly directory: string;
  readonly classes: readonly ImageClass[];
  readonly empty: readonly string[];
  readonly images: readonly string[];
  readonly tables: readonly string[];
}): InitError {
  const { directory, classes, empty, images, tables } = found;
  const [only] = classes;
  const [table] = tables;
  if (only !== undefined) {
    const others =
      empty.length === 0 ? '' : `; ${listWords(empty)} ${plural(empty.length, 'has', 'have')} none`;
    return new InitError(
      `${directory} has images of only one class, ${only.name}${others}; at least two are required`,
      layout,
    );
  }
  if (table !== undefined) {
    return new InitError(
      `${directory} has no class folders, but a table: ${listWords(tables)}`,
      `if it lists images and their classes, write data: { train: { manifest: ${table}, image: <column>, label: <column> } } in a spec; or ${layout}`,
    );
  }
  if (images.length > 0)
    return new InitError(
      `${directory} has no class folders; ${countOf(images.length, 'image')} ${plural(images.length, 'is', 'are')} directly in it`,
      layout,
    );
  const none =
    empty.length === 0
      ? ''
      : `: ${listWords(empty)} ${plural(empty.length, 'has', 'have')} no files named ${imageExtensions.map((extension) => `*${extension}`).join(', ')}`;
  return new InitError(`${directory} has no class folders with images${none}`, layout);
}

/** `1 image`, `3,000 images`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${plural(count, noun)}`;
}

interface FolderEntries {
  readonly folders: readonly string[];
  readonly images: readonly string[];
  /** Files that may be manifests. */
  readonly tables: readonly string[];
}

/** Lists a folder by kind, in code-point order, without hidden names. @throws InitError if it cannot be read */
async function listFolder(directory: string): Promise<FolderEntries> {
  let entries: Dirent[];
  try {
    entries = await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw new InitError(
      `the folder ${directory} ${unreadable(error)}`,
      'give the folder that contains your images',
    );
  }
  const folders: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const kind = entry.isSymbolicLink() ? await stat(join(directory, entry.name)).catch(() => null) : entry;
    (kind?.isDirectory() ? folders : files).push(entry.name);
  }
  const having = (extensions: readonly string[]) =>
    files.filter((name) => extensions.includes(extname(name).toLowerCase())).sort(compareCodePoints);
  return {
    folders: folders.sort(compareCodePoints),
    images: having(imageExtensions),
    tables: having(['.csv', '.tsv', '.jsonl', '.ndjson']),
  };
}

/** Folders for programs and results, which are not searched for images. */
const skipped = ['node_modules', 'runs', 'dist', 'build', 'specs', 'src', 'test', 'docs'];

/**
 * Finds the folders in `directory` that contain class folders, in code-point order. If `directory` itself has a folder
 * `train`, or none of its folders has class folders but they are classes, the answer is `.`.
 */
export async function findImageFolders(directory: string): Promise<readonly string[]> {
  const { folders } = await listFolder(directory);
  const found: string[] = [];
  for (const name of folders) {
    if (!skipped.includes(name) && (await hasImageSets(join(directory, name)))) found.push(name);
  }
  const isSet = found.some((name) => trainNames.includes(name.toLowerCase()));
  const isClasses = found.length === 0 && !folders.some((name) => skipped.includes(name));
  return (isSet || isClasses) && (await hasImageSets(directory)) ? ['.'] : found;
}

async function hasImageSets(directory: string): Promise<boolean> {
  try {
    await findImageSets(directory);
    return true;
  } catch (error) {
    if (error instanceof InitError) return false;
    throw error;
  }
}
