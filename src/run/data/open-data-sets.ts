import { permutation, randomStream } from '../../base/random/stream';
import type { DataSpec } from '../../language/data';
import type { ImageFacts } from './arrays/array-images';
import { withClassWeights } from './class-weights';
import { DataError } from './data-error';
import type { DataHost } from './data-host';
import { limitsOf, mapDataPaths, withLimits } from './data-host';
import type { DataSet } from './data-set';
import { type LabelledImages, pick } from './labelled-images';
import { openSource } from './open-source';

import { createStreamedDataSet } from './streamed-data-set';

/** The properties of a plan that concern the data. */
export interface DataPlan extends ImageFacts {
  readonly data: DataSpec;
  /** The seed of the run, which determines the split, the order of every epoch and the augmentation. */
  readonly seed: number;
}

export interface OpenedDataSets {
  readonly train: DataSet;
  readonly validation: DataSet | null;
  /** Warnings about the sources. Later warnings, while images are read, go to `onWarning`. */
  readonly warnings: readonly string[];
}

/**
 * Opens the sources of the section `data` on a host; paths are relative to `baseDirectory`. Training images are shuffled,
 * augmented and weighted by class; validation images are not.
 *
 * @throws {DataError} if a source or its classes do not match the plan
 */
export async function openDataSets(
  plan: DataPlan,
  baseDirectory: string,
  host: DataHost,
  options: { readonly onWarning?: (message: string) => void } = {},
): Promise<OpenedDataSets> {
  const { input, seed } = plan;
  const data = mapDataPaths(plan.data, (path) => host.files.resolve(baseDirectory, path));
  const limited = { ...host, pictures: withLimits(host.pictures, limitsOf(data)) };
  const opened = await openSource(data.train, plan, 'train', limited);
  const parts = await divide(opened.images, data.validation, plan, limited);
  const shared = { input, maxCorrupt: data.maxCorrupt, ...options };
  const shuffle = { seed, augment: data.train.augment };
  const train = createStreamedDataSet({ ...shared, images: parts.train, shuffle });
  return {
    train: data.classWeights === undefined ? train : withClassWeights(train, data.classWeights),
    validation: parts.validation && createStreamedDataSet({ ...shared, images: parts.validation }),
    warnings: [...opened.warnings, ...parts.warnings],
  };
}

/** Opens only the validation set, like {@link openDataSets}. Opens the training data only if the validation set is split from it. */
export async function openValidationSet(
  plan: DataPlan,
  baseDirectory: string,
  host: DataHost,
  options: { readonly onWarning?: (message: string) => void } = {},
): Promise<Pick<OpenedDataSets, 'validation' | 'warnings'>> {
  const data = mapDataPaths(plan.data, (path) => host.files.resolve(baseDirectory, path));
  const { validation, maxCorrupt } = data;
  if (validation === undefined || 'split' in validation)
    return openDataSets(plan, baseDirectory, host, options);
  const limited = { ...host, pictures: withLimits(host.pictures, limitsOf(data)) };
  const { images, warnings } = await openSource(validation, plan, 'validation', limited);
  return {
    validation: createStreamedDataSet({ input: plan.input, maxCorrupt, ...options, images }),
    warnings,
  };
}

interface Parts {
  readonly train: LabelledImages;
  readonly validation: LabelledImages | null;
  readonly warnings: readonly string[];
}

/** Divides the images into training and validation images, as specified in `data.validation`. */
async function divide(
  images: LabelledImages,
  validation: DataSpec['validation'],
  plan: DataPlan,
  host: DataHost,
): Promise<Parts> {
  const { classes, labels } = images;
  if (validation === undefined) return { train: images, validation: null, warnings: [] };
  if (!('split' in validation)) {
    const other = await openSource(validation, { ...plan, classNames: classes }, 'validation', host);
    return { train: images, validation: other.images, warnings: other.warnings };
  }
  const parts = splitImages(labels, classes, validation.split, plan.seed);
  if (parts.validation.length === 0) {
    throw new DataError(
      'every class has only one image, so none is left for validation',
      '',
      'add images, or remove data.validation',
    );
  }
  const trained = new Set(labels);
  const validated = new Set(Array.from(parts.validation, (image) => labels[image]));
  const warnings = classes
    .filter((_, label) => trained.has(label) && !validated.has(label))
    .map((name) => `class ${name} has only one image, which is used for training and not for validation`);
  return { train: pick(images, parts.train), validation: pick(images, parts.validation), warnings };
}

/**
 * Sets a share of every class aside for validation: `share` of its images, rounded, but at least one if the class has two,
 * and never all. The images are drawn by `seed` and the name of the class, so that adding a class does not change the
 * split of the others.
 *
 * @param labels the class of each image
 * @returns the indices of the images in ascending order
 */
export function splitImages(
  labels: ArrayLike<number>,
  classes: readonly string[],
  share: number,
  seed: number,
): { readonly train: Uint32Array; readonly validation: Uint32Array } {
  const members = classes.map((): number[] => []);
  for (let image = 0; image < labels.length; image++) members[labels[image] ?? 0]?.push(image);

  const aside = new Uint8Array(labels.length);
  for (const [label, ofClass] of members.entries()) {
    const count = Math.min(ofClass.length - 1, Math.max(1, Math.round(ofClass.length * share)));
    const order = permutation(randomStream(seed, `split/${classes[label]}`), ofClass.length);
    for (const [i, image] of ofClass.entries()) {
      if ((order[i] ?? 0) < count) aside[image] = 1;
    }
  }
  const numbers = Uint32Array.from(aside.keys());
  return {
    train: numbers.filter((image) => aside[image] === 0),
    validation: numbers.filter((image) => aside[image] === 1),
  };
}
