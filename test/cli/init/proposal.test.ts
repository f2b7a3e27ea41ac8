import { describe, expect, it } from 'vitest';
import { propose } from '../../../src/cli/init/proposal';
import type { Size } from '../../../src/cli/init/rule';

/** The proposal for classes with these numbers of images, with these sizes. */
function proposalFor({
  counts = [50, 50],
  sizes = [[300, 400]],
  color = true,
  held = false,
}: {
  counts?: readonly number[];
  sizes?: readonly Size[];
  color?: boolean;
  held?: boolean;
}) {
  const classes = counts.map((count, i) => ({
    name: `class${i}`,
    images: Array.from({ length: count }, (_, n) => `${n}.jpg`),
  }));
  const train = { directory: 'photos', classes };
  return propose(
    { train, validation: held ? { directory: 'val', classes } : null, test: null, notes: [] },
    { opened: sizes.length, sizes, color, formats: [['jpeg', sizes.length]], faults: [] },
    'photos',
  );
}

describe('the size of the input', () => {
  it.each<[string, readonly Size[], Size, 'fill' | 'cover']>([
    [
      'is that of small images of one size',
      [
        [28, 28],
        [28, 28],
      ],
      [28, 28],
      'fill',
    ],
    [
      'keeps a small oblong',
      [
        [48, 96],
        [48, 96],
      ],
      [48, 96],
      'fill',
    ],
    [
      'is 96 for photographs, cut to a square',
      [
        [300, 400],
        [400, 300],
      ],
      [96, 96],
      'cover',
    ],
    [
      'is no larger than the images',
      [
        [70, 70],
        [71, 71],
      ],
      [64, 64],
      'fill',
    ],
    [
      'is 32 at least',
      [
        [20, 20],
        [9, 9],
      ],
      [32, 32],
      'fill',
    ],
  ])('%s', (_, sizes, size, resize) => {
    expect(proposalFor({ sizes })).toMatchObject({ size, resize });
  });
});

it.each([
  [{ color: true }, { channels: 3, flip: true }],
  [{ color: false }, { channels: 1, flip: false }],
  [{ counts: [50, 26] }, { balanced: false }],
  [{ counts: [50, 25] }, { balanced: true }],
  [{ held: false }, { split: 0.2 }],
  [{ held: true }, { split: null }],
  [{ counts: [10, 10] }, { images: 16 }],
  [{ counts: [10, 10], held: true }, { images: 20 }],
])('proposes for %j: %j', (images, expected) => {
  expect(proposalFor(images)).toMatchObject(expected);
});
