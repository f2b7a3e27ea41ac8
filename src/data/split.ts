import { permutation, randomStream } from '../random/stream';
import type { LabelledImage } from './image-folder';

/**
 * Sets a share of every class aside for validation: `share` of its images, rounded, at least one where the class has
 * two, never all. Which ones is drawn from `seed` and the class's name, so that a further class leaves the others'
 * division as it was. Both parts keep the order of `images`.
 */
export function splitImages(
  images: readonly LabelledImage[],
  classes: readonly string[],
  share: number,
  seed: number,
): { readonly train: readonly LabelledImage[]; readonly validation: readonly LabelledImage[] } {
  const members = classes.map((): LabelledImage[] => []);
  for (const image of images) members[image.label]?.push(image);

  const aside = new Set<LabelledImage>();
  for (const [label, ofClass] of members.entries()) {
    const count = Math.min(ofClass.length - 1, Math.max(1, Math.round(ofClass.length * share)));
    const order = permutation(randomStream(seed, `split/${classes[label]}`), ofClass.length);
    for (const [i, image] of ofClass.entries()) {
      if ((order[i] ?? 0) < count) aside.add(image);
    }
  }
  return {
    train: images.filter((image) => !aside.has(image)),
    validation: images.filter((image) => aside.has(image)),
  };
}
