import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { unreadable } from '../../base/diagnostics/system-error';
import { UserError } from '../../base/diagnostics/user-error';
import { formatCount } from '../../base/text/format-numbers';
import { compareCodePoints, listWords, plural } from '../../base/text/words';
import { nodeDataFiles } from '../../hosts/node/data-files';
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

/** The image sets found in a folder: training images, validation images, and notes for the user. */
export interface ImageSets {
  readonly train: ImageSet;
  /** `null` if there is no folder of validation images. */
  readonly validation: ImageSet | null;
  readonly notes: readonly string[];
}

const trainNames = ['train', 'training'];
/** In order of preference. */
const validationNames = ['validation', 'valid', 'val', 'test', 'testing'];
const wrapperDepth = 4;

const layout = `put the images into one folder per class, named like the class:
      photos/cat/1.jpg
      photos/cat/2.jpg
      photos/dog/1.jpg
    or, with separate validation images, photos/train/cat/… and photos/validation/cat/…`;

/**
 * Finds the class folders in `folder`: directly in it, in its subfolders `train` and `validation`, or in its only
 * subfolder. A class may have folders of images. Opens no images.
 *
 * @throws InitError if fewer than two folders have images; the message says what was found instead
 */
export async function findImageSets(folder: string): Promise<ImageSets> {
  let directory = folder;
  for (let depth = 0; depth < wrapperDepth; depth++) {
    const { folders } = await listFolder(directory);
    const train = folders.find((name) => trainNames.includes(name.toLowerCase()));
    if (train !== undefined) {
      const held = validationNames.flatMap((wanted) =>
        folders.filter((name) => name.toLowerCase() === wanted),
      );
      return setsIn(directory, train, held[0]);
    }
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
  return { train: set, validation: null, notes };
}

async function setsIn(directory: string, train: string, held: string | undefined): Promise<ImageSets> {
  const trained = await readSet(join(directory, train));
  if (held === undefined) return { train: trained.set, validation: null, notes: trained.notes };
  const validation = await readSet(join(directory, held));
  const [names, others] = [trained.set, validation.set].map(({ classes }) => classes.map(({ name }) => name));
  if (JSON.stringify(names) !== JSON.stringify(others)) {
    throw new InitError(
      `the folders ${trained.set.directory} and ${validation.set.directory} have different classes: ${listWords(names ?? [])}; and ${listWords(others ?? [])}`,
      'give both a folder of images for each class, with the same names',
    );
  }
  return {
    train: trained.set,
    validation: validation.set,
    notes: [...trained.notes, ...validation.notes],
  };
}

async function readSet(directory: string): Promise<{ readonly set: ImageSet; readonly notes: string[] }> {
  const { folders, images, tables } = await listFolder(directory);
  const classes: ImageClass[] = [];
  const empty: string[] = [];
  for (const name of folders) {
    const found = await listClassFolder(join(directory, name), nodeDataFiles);
    if (found.images.length > 0) classes.push({ name, images: found.images });
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

/** Finds the folders in `directory` that contain class folders, in code-point order. */
export async function findImageFolders(directory: string): Promise<readonly string[]> {
  const { folders } = await listFolder(directory);
  const found: string[] = [];
  for (const name of folders) {
    if (skipped.includes(name)) continue;
    try {
      await findImageSets(join(directory, name));
      found.push(name);
    } catch (error) {
      if (!(error instanceof InitError)) throw error;
    }
  }
  return found;
}
