import { resolve } from 'node:path';
import type { DataSpec } from '../spec/data';
import type { InputSpec } from '../spec/input';
import { DataError } from './data-error';
import type { DataSet } from './data-set';
import { createImageDataSet } from './image-data-set';
import { type ImageFolder, type LabelledImage, openImageFolder } from './image-folder';
import { splitImages } from './split';

/** What of a plan concerns the data. */
export interface DataPlan {
  readonly data: DataSpec;
  readonly input: InputSpec;
  readonly classNames: readonly string[] | null;
  readonly classCount: number;
  /** Of the run: it gives the split, the order of every epoch and the augmentation. */
  readonly seed: number;
}

export interface OpenedDataSets {
  readonly train: DataSet;
  readonly validation: DataSet | null;
  /** What was noticed in the folders. What is noticed later, while images are read, goes to `onWarning`. */
  readonly warnings: readonly string[];
}

/**
 * Opens the folders of the section `data`, which are relative to `baseDirectory`. Training images are shuffled and
 * augmented, validation images are neither.
 *
 * @throws {DataError} when a folder or its classes are not as the plan says
 */
export async function openDataSets(
  { data, input, classNames, classCount, seed }: DataPlan,
  baseDirectory: string,
  options: { readonly onWarning?: (message: string) => void } = {},
): Promise<OpenedDataSets> {
  const directory = resolve(baseDirectory, data.train.directory);
  const folder = await openImageFolder(directory, { classNames, classCount });
  const parts = await divide(folder, data.validation, baseDirectory, seed);
  const shared = { classes: folder.classes, input, ...options };
  const shuffle = { seed, augment: data.train.augment };
  return {
    train: createImageDataSet({ ...shared, images: parts.train, shuffle }),
    validation: parts.validation && createImageDataSet({ ...shared, images: parts.validation }),
    warnings: [...folder.warnings, ...parts.warnings],
  };
}

interface Parts {
  readonly train: readonly LabelledImage[];
  readonly validation: readonly LabelledImage[] | null;
  readonly warnings: readonly string[];
}

/** The images to train with and those to validate with, by the section `data.validation`. */
async function divide(
  folder: ImageFolder,
  validation: DataSpec['validation'],
  baseDirectory: string,
  seed: number,
): Promise<Parts> {
  const { directory, classes, images } = folder;
  if (validation === undefined) return { train: images, validation: null, warnings: [] };
  if ('directory' in validation) {
    const other = await openImageFolder(resolve(baseDirectory, validation.directory), {
      classNames: classes,
    });
    return { train: images, validation: other.images, warnings: other.warnings };
  }
  const parts = splitImages(images, classes, validation.split, seed);
  if (parts.validation.length === 0) {
    throw new DataError(
      `every class in ${directory} has one image only; nothing is left for validation`,
      directory,
      'add images, or remove data.validation',
    );
  }
  const validated = new Set(parts.validation.map(({ label }) => label));
  const warnings = classes
    .filter((_, label) => !validated.has(label))
    .map((name) => `class ${name} has one image only; it is used for training, none for validation`);
  return { ...parts, warnings };
}
