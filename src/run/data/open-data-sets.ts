import { permutation, randomStream } from '../../base/random/stream';
import type { DataSpec } from '../../language/data';
import type { ImageFacts } from './arrays/array-images';
import { withClassWeights } from './class-weights';
import { DataError } from './data-error';
import type { DataHost } from './data-host';
import { limitsOf, mapDataPaths, withLimits } from './data-host';
import type { DataSet } from './data-set';
import { warnOfDuplicates } from './identity/duplicates';
import {
  type IdentifiedImages,
  identifySets,
  knownDigests,
  pickIdentified,
  recordOfSets,
} from './identity/identify';
import type { ImageRecord } from './identity/image-record';
import { splitAsRecorded } from './identity/recorded-split';
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
  readonly test: DataSet | null;
  /** The images of all sets, with absolute names. */
  readonly record: ImageRecord;
  /** Warnings about the sources. Later warnings, while images are read, go to `onWarning`. */
  readonly warnings: readonly string[];
}

export interface OpenOptions {
  /** The record of the run, with absolute names: images that it set aside stay aside, and unchanged files are not read. */
  readonly record?: ImageRecord | null;
  readonly onWarning?: (message: string) => void;
}

/**
 * Opens the sources of the section `data` on a host; paths are relative to `baseDirectory`. Training images are shuffled,
 * augmented and weighted by class; validation and test images are not:
 *
 * ```
 * open the sources ─▶ identify the images ─▶ sort them by content ─▶ divide them ─▶ stream
 * ```
 *
 * @throws {DataError} if a source or its classes do not match the plan
 */
export async function openDataSets(
  plan: DataPlan,
  baseDirectory: string,
  host: DataHost,
  { record: saved = null, onWarning }: OpenOptions = {},
): Promise<OpenedDataSets> {
  const { input, seed } = plan;
  const absolute = (path: string) => host.files.resolve(baseDirectory, path);
  const data = mapDataPaths(plan.data, absolute);
  const { validation, test } = data;
  const limited = { ...host, pictures: withLimits(host.pictures, limitsOf(data)) };
  const opened = await openSource(data.train, plan, 'train', limited);
  const held = { ...plan, classNames: opened.images.classes, inferred: plan.classNames === null };
  const separate =
    validation === undefined || 'split' in validation
      ? null
      : await openSource(validation, held, 'validation', limited);
  const tested = test === undefined ? null : await openSource(test, held, 'test', limited);
  const context = { files: host.files, known: knownDigests(saved ?? []) };
  const identified = await identifySets(
    { train: opened.images, validation: separate?.images ?? null, test: tested?.images ?? null },
    input,
    context,
  );
  const divided =
    validation !== undefined && 'split' in validation
      ? divide(identified.train, validation.split, seed, saved)
      : { ...identified, warnings: [] };
  const parts = { ...divided, test: identified.test };
  const shared = { input, maxCorrupt: data.maxCorrupt, onWarning };
  const shuffle = { seed, augment: data.train.augment };
  const train = createStreamedDataSet({ ...shared, images: parts.train.images, shuffle });
  return {
    train: data.classWeights === undefined ? train : withClassWeights(train, data.classWeights),
    validation: parts.validation && createStreamedDataSet({ ...shared, images: parts.validation.images }),
    test: parts.test && createStreamedDataSet({ ...shared, images: parts.test.images }),
    record: recordOfSets(parts),
    warnings: [
      ...opened.warnings,
      ...(separate?.warnings ?? []),
      ...(tested?.warnings ?? []),
      ...divided.warnings,
      ...warnOfDuplicates(parts),
    ],
  };
}

interface Parts {
  readonly train: IdentifiedImages;
  readonly validation: IdentifiedImages | null;
  readonly warnings: readonly string[];
}

/** Sets a share of the images aside, or those that the run set aside before. */
function divide(own: IdentifiedImages, share: number, seed: number, saved: ImageRecord | null): Parts {
  const { classes, labels } = own.images;
  const parts = saved ? splitAsRecorded(own, saved) : splitImages(labels, classes, share, seed);
  if (parts.validation.length === 0 && saved === null) {
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
  return {
    train: pickIdentified(own, parts.train),
    validation: pickIdentified(own, parts.validation),
    warnings,
  };
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
