import type { IdentifiedImages } from './identify';
import type { ImageRecord, ImageSet } from './image-record';

/** The indices of the images of each set in ascending order. */
export interface RecordedSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/** Divides images like a run before, by their content. Images that the run did not have are training images. */
export function splitAsRecorded(own: IdentifiedImages, saved: ImageRecord): RecordedSplit {
  const sets = recordedSets(own, saved);
  const numbers = Uint32Array.from(sets.keys());
  return {
    train: numbers.filter((image) => sets[image] !== 'validation'),
    validation: numbers.filter((image) => sets[image] === 'validation'),
  };
}

/** Finds the set of each image in a record; `null` for images that it does not contain, or not in this class. */
export function recordedSets(
  { images, identities }: Pick<IdentifiedImages, 'images' | 'identities'>,
  saved: ImageRecord,
): readonly (ImageSet | null)[] {
  const left = new Map<string, ImageSet[]>();
  for (const { set, class: name, digest } of saved) {
    const key = JSON.stringify([name, digest]);
    const sets = left.get(key);
    if (sets) sets.push(set);
    else left.set(key, [set]);
  }
  return identities.map(({ digest }, index) => {
    const name = images.classes[images.labels[index] ?? 0];
    return left.get(JSON.stringify([name, digest]))?.shift() ?? null;
  });
}
