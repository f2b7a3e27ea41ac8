import { counted, listWords, plural } from '../../../base/text/words';
import { type IdentifiedImages, type ImageIdentity, isReadable, type RunSets } from './identify';
import type { ImageRecord } from './image-record';

/** Number of images named in a warning. */
const mostNamed = 5;

/**
 * Warns about images that are in two sets, because they make the results on the later one look better than they are, and
 * about images with two classes, which cannot both be right.
 */
export function warnOfDuplicates({ train, validation, test }: RunSets<IdentifiedImages>): readonly string[] {
  const trained = firstByKey(train);
  const contradicting = [train, validation, test].flatMap((set) => (set ? contradictions(trained, set) : []));
  return [
    ...(validation ? describeShared(sharedNames(trained, validation), 'validation', 'training') : []),
    ...(test ? describeShared(sharedNames(trained, test), 'test', 'training') : []),
    ...(test && validation
      ? describeShared(sharedNames(firstByKey(validation), test), 'test', 'validation')
      : []),
    ...(contradicting.length === 0
      ? []
      : [
          `${counted(contradicting.length, 'image')} ${plural(contradicting.length, 'appears', 'appear')} with two classes: ${listWords(contradicting, mostNamed)}`,
        ]),
  ];
}

/** The images of a set that an earlier one contains too, each with its name there if that is another. */
function sharedNames(earlier: FirstByKey, { keys, identities }: IdentifiedImages): readonly string[] {
  return keys.flatMap((key, index) => {
    const first = earlier.get(key);
    const name = identities[index]?.name ?? '';
    if (first === undefined) return [];
    return [first.name === name ? name : `${name} (as ${first.name})`];
  });
}

function describeShared(names: readonly string[], set: string, use: string): readonly string[] {
  if (names.length === 0) return [];
  return [
    `${counted(names.length, `${set} image`)} ${plural(names.length, 'is', 'are')} also used for ${use}, so the ${set} results are too good: ${listWords(names, mostNamed)}`,
  ];
}

/** The images of a set that the training set contains with another class. */
function contradictions(trained: FirstByKey, { keys, identities, images }: IdentifiedImages) {
  const { classes, labels } = images;
  return keys.flatMap((key, index) => {
    const first = trained.get(key);
    if (first === undefined || first.label === labels[index]) return [];
    const name = identities[index]?.name ?? '';
    return [`${first.name} (${classes[first.label]}) and ${name} (${classes[labels[index] ?? 0]})`];
  });
}

/** The name and the class of the first image with each key. */
type FirstByKey = ReadonlyMap<string, { readonly name: string; readonly label: number }>;

/** Warns about images that a run was trained on, because the results on them are better than on new images. */
export function warnOfTrainedImages(
  identities: readonly ImageIdentity[],
  record: ImageRecord | null,
): readonly string[] {
  const digests = new Set(record?.filter(({ set }) => set === 'train').map(({ digest }) => digest));
  const found = identities.flatMap(({ name, digest }) =>
    isReadable(digest) && digests.has(digest) ? [name] : [],
  );
  if (found.length === 0) return [];
  return [
    `the model was trained on ${found.length} of these ${counted(identities.length, 'image')}, so the results are too good: ${listWords(found, mostNamed)}`,
  ];
}

/** The first image with each key, in index order. */
function firstByKey({ images, identities, keys }: IdentifiedImages): FirstByKey {
  const first = new Map<string, { readonly name: string; readonly label: number }>();
  for (const [index, key] of keys.entries()) {
    if (isReadable(key) && !first.has(key))
      first.set(key, { name: identities[index]?.name ?? '', label: images.labels[index] ?? 0 });
  }
  return first;
}
