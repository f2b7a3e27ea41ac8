/**
 * Named random streams. Every random decision of a run is a pure function of the seed and a name
 * ("shuffle/3", "dropout/conv1_dropout/117"). Resuming a run therefore needs no saved random state, and renaming one
 * layer does not change the streams of the others.
 */

/** A stream of uniform 32-bit unsigned integers. */
export type RandomStream = () => number;

/**
 * Creates the stream of `name` for `seed`.
 *
 * The name is hashed with 32-bit FNV-1a and mixed with the seed by the finalizer of MurmurHash3. The result is the
 * state of sfc32 (Chris Doty-Humphrey, PractRand), which is advanced twelve times so that similar states diverge.
 */
export function randomStream(seed: number, name: string): RandomStream {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  const next = sfc32(
    mix(hash),
    mix(hash ^ mix(seed | 0)),
    mix(Math.floor(seed / 0x1_0000_0000) ^ 0x9e3779b9),
  );
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Returns the next number in `[0, 1)`, from 32 bits of the stream. */
export function uniform(stream: RandomStream): number {
  return stream() / 0x1_0000_0000;
}

/** Returns an integer seed below 2^31 for code that has its own random generator. */
export function derivedSeed(seed: number, name: string): number {
  return randomStream(seed, name)() >>> 1;
}

/** Returns a random permutation of `0 … length − 1` (Fisher–Yates). */
export function permutation(stream: RandomStream, length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(uniform(stream) * (i + 1));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
  return order;
}

function sfc32(a: number, b: number, c: number): RandomStream {
  let counter = 1;
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
}

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
