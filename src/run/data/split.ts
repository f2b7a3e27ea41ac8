import { permutation, randomStream } from '../../base/random/stream';

/**
 * Sets a share of every class aside for validation: `share` of its images, rounded, at least one where the class has
 * two, never all. Which ones is drawn from `seed` and the class's name, so that a further class leaves the others'
 * division as it was.
 *
 * @param labels the class of each image
 * @returns the images' numbers, in ascending order
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
