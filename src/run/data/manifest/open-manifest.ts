import { suggest } from '../../../base/diagnostics/suggest';
import { systemCode, unreadable } from '../../../base/diagnostics/system-error';
import { compareCodePoints, counted, listWords } from '../../../base/text/words';
import { createRowFaults, DataError } from '../data-error';
import type { DataFiles } from '../data-host';
import type { ImageFolderOptions, LabelledImage } from '../image-folder';
import { type ManifestColumns, type ManifestRow, readManifestRows } from './manifest-rows';

/** The maximum size of a manifest in bytes. */
const maxBytes = 256 * 2 ** 20;
/** The number of files checked at the same time. */
const mostAtOnce = 32;

const remedy = 'fix these rows, or remove them';

/** The images of a manifest, in the order of its rows. */
export interface ImageManifest {
  readonly classes: readonly string[];
  readonly images: readonly LabelledImage[];
  readonly warnings: readonly string[];
}

export interface ManifestOptions extends ImageFolderOptions {
  /** Whether a class without rows is an error (default: true) or a warning. */
  readonly everyClass?: boolean;
}

/**
 * Reads a manifest: a table of images and classes. Image paths are relative to its folder. Checks that every image exists,
 * without opening it. Without `classNames`, the classes are the labels found, in code-point order, or by value if all are
 * whole numbers.
 *
 * @throws {DataError} with every invalid row by its line, up to a limit; or if the classes are not those expected
 */
export async function openManifest(
  path: string,
  columns: ManifestColumns,
  files: DataFiles,
  options: ManifestOptions = {},
): Promise<ImageManifest> {
  const faults = createRowFaults();
  const rows = [...readManifestRows(path, await readText(path, files), columns, faults)];
  const found = sortLabels(new Set(rows.map(({ label }) => label)));
  const classes = options.classNames ?? found;
  const numbers = new Map(classes.map((name, i) => [name, i]));
  for (const { line, label } of rows) {
    if (numbers.has(label)) continue;
    const near = suggest(label, classes);
    const meant = near === undefined ? '' : `; did you mean "${near}"?`;
    faults.add(line, `${path}:${line}: unknown class "${label}"${meant}`);
  }
  const base = files.folderOf(path);
  await findMissing(rows, base, files, (row, reason) =>
    faults.add(row.line, `${path}:${row.line}: the image ${files.resolve(base, row.image)} ${reason}`),
  );
  faults.throwIfAny(path, path, remedy);
  const warnings = checkClasses(path, found, options);
  return {
    classes,
    images: rows.map(({ image, label }) => ({
      path: files.resolve(base, image),
      label: numbers.get(label) ?? 0,
    })),
    warnings,
  };
}

async function readText(path: string, files: DataFiles): Promise<string> {
  const refuse = (reason: string, hint = 'fix its path in the section data'): never => {
    throw new DataError(`the manifest ${path} ${reason}`, path, hint);
  };
  try {
    const entry = await files.stat(path);
    if (!entry.isFile) refuse('is not a file');
    if (entry.size > maxBytes)
      refuse(`has more than ${maxBytes / 2 ** 20} MiB`, 'split it into smaller files');
    return new TextDecoder('utf-8', { fatal: true }).decode(await files.read(path));
  } catch (error) {
    if (error instanceof DataError) throw error;
    if (systemCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return refuse('is not UTF-8', 'save it as UTF-8');
    return refuse(unreadable(error));
  }
}

/** Sorts by value if all labels are whole numbers, otherwise in code-point order. */
function sortLabels(labels: ReadonlySet<string>): readonly string[] {
  const whole = [...labels].every((label) => /^\d{1,15}$/.test(label));
  return [...labels].sort(
    whole ? (a, b) => Number(a) - Number(b) || compareCodePoints(a, b) : compareCodePoints,
  );
}

async function findMissing(
  rows: readonly ManifestRow[],
  base: string,
  files: DataFiles,
  report: (row: ManifestRow, reason: string) => void,
): Promise<void> {
  const queue = rows.values();
  const look = async () => {
    for (const row of queue) {
      try {
        const { isFile } = await files.stat(files.resolve(base, row.image));
        if (!isFile) report(row, 'is not a regular file');
      } catch (error) {
        report(row, unreadable(error));
      }
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, look));
}

/** @returns warnings */
function checkClasses(
  path: string,
  found: readonly string[],
  { classNames, classCount, everyClass }: ManifestOptions,
): readonly string[] {
  const names = `${counted(found.length, 'class', 'classes')}: ${listWords(found, 30)}`;
  if (found.length === 0) throw new DataError(`the manifest ${path} has no images`, path, 'add rows to it');
  const missing = (classNames ?? []).filter((name) => !found.includes(name));
  if (missing.length > 0) {
    const message = `the manifest ${path} has no images of ${listWords(missing)}`;
    if (everyClass !== false)
      throw new DataError(message, path, 'add rows for each class, or remove it from classes');
    return [message];
  }
  if (classNames) return [];
  if (found.length === 1)
    throw new DataError(
      `the manifest ${path} has ${names}; at least two are required`,
      path,
      'add rows of other classes',
    );
  if (classCount !== undefined && classCount !== found.length)
    throw new DataError(
      `expected ${classCount} classes, but the manifest ${path} has ${names}`,
      path,
      `set classes: ${found.length} in the spec, or fix the labels`,
    );
  return [];
}
