import { counted, listWords, plural } from '../../../base/text/words';
import type { DataFiles } from '../data-host';
import { digestsOfFiles, type IdentifiedImages, isReadable } from './identify';
import type { ImageRecord } from './image-record';

/** Number of images named in a warning. */
const mostNamed = 5;

/**
 * Warns about images that are in both sets, because they make the validation look better than it is, and about images
 * with two classes, which cannot both be right.
 */
export function warnOfDuplicates(
  train: IdentifiedImages,
  validation: IdentifiedImages | null,
): readonly string[] {
  const trained = firstByKey(train);
  const both: string[] = [];
  const contradicting: string[] = [];
  for (const part of validation ? [train, validation] : [train]) {
    const { classes, labels } = part.images;
    for (const [index, key] of part.keys.entries()) {
      const first = trained.get(key);
      const name = part.identities[index]?.name ?? '';
      if (first === undefined) continue;
      if (part === validation) both.push(first.name === name ? name : `${name} (as ${first.name})`);
      if (first.label !== labels[index])
        contradicting.push(
          `${first.name} (${classes[first.label]}) and ${name} (${classes[labels[index] ?? 0]})`,
        );
    }
  }
  return [
    ...(both.length === 0
      ? []
      : [
          `${counted(both.length, 'validation image')} ${plural(both.length, 'is', 'are')} also used for training, so the validation results are too good: ${listWords(both, mostNamed)}`,
        ]),
    ...(contradicting.length === 0
      ? []
      : [
          `${counted(contradicting.length, 'image')} ${plural(contradicting.length, 'appears', 'appear')} with two classes: ${listWords(contradicting, mostNamed)}`,
        ]),
  ];
}

/** Warns about image files that a run was trained on, because the results on them are better than on new images. */
export async function warnOfTrainedImages(
  paths: readonly string[],
  record: ImageRecord | null,
  files: DataFiles,
): Promise<readonly string[]> {
  const digests = new Set(record?.filter(({ set }) => set === 'train').map(({ digest }) => digest));
  if (digests.size === 0) return [];
  const found = (await digestsOfFiles(paths, files)).flatMap((digest, i) =>
    isReadable(digest) && digests.has(digest) ? [paths[i] ?? ''] : [],
  );
  if (found.length === 0) return [];
  return [
    `the model was trained on ${found.length} of these ${counted(paths.length, 'image')}, so the results are too good: ${listWords(found, mostNamed)}`,
  ];
}

/** The first image with each key, in index order. */
function firstByKey({ images, identities, keys }: IdentifiedImages) {
  const first = new Map<string, { readonly name: string; readonly label: number }>();
  for (const [index, key] of keys.entries()) {
    if (isReadable(key) && !first.has(key))
      first.set(key, { name: identities[index]?.name ?? '', label: images.labels[index] ?? 0 });
  }
  return first;
}
