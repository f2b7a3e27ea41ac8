import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findImageSets } from '../../../src/cli/init/image-sets';
import { sampleImages } from '../../../src/cli/init/sample-images';
import { manyOf, photographsIn } from '../../support/photographs';
import { folderOf } from '../../support/tiny-project';

async function sampleOf(pictures: Parameters<typeof photographsIn>[1], most?: number) {
  const folder = folderOf({});
  await photographsIn(folder, pictures);
  return sampleImages((await findImageSets(folder)).train, most);
}

it('reports sizes after EXIF rotation, and formats', async () => {
  const sample = await sampleOf({
    'a/1.jpg': { height: 40, width: 90 },
    'a/2.jpg': { height: 40, width: 90, orientation: 6 },
    'b/1.webp': { height: 30, width: 30 },
  });
  expect(sample.sizes).toEqual([
    [40, 90],
    [90, 40],
    [30, 30],
  ]);
  expect(sample.formats).toEqual([
    ['jpeg', 2],
    ['webp', 1],
  ]);
});

it.each([
  [true, { 'a/1.jpg': { grey: true }, 'b/1.jpg': {} }],
  [false, { 'a/1.jpg': { grey: true }, 'b/1.png': { grey: true, red: 20 } }],
])('reports color: %s', async (color, pictures) => {
  expect((await sampleOf(pictures)).color).toBe(color);
});

it('opens equally many of each class, spread evenly', async () => {
  const { opened } = await sampleOf({ ...manyOf('a', 9), ...manyOf('b', 2) }, 8);
  expect(opened).toBe(4 + 2);
});

it('reports images that cannot be decoded', async () => {
  const folder = folderOf({ 'a/broken.jpg': 'text', 'a/empty.png': '' });
  await photographsIn(folder, { 'a/1.jpg': {}, 'b/1.jpg': {} });
  writeFileSync(join(folder, 'b/2.jpg'), Buffer.alloc(50, 1));
  const { faults, sizes } = await sampleImages((await findImageSets(folder)).train);
  expect(sizes).toHaveLength(2);
  expect(faults).toEqual([
    expect.stringContaining(
      `the image ${join(folder, 'a/broken.jpg')} is not an image in a supported format`,
    ),
    expect.stringContaining(`the image ${join(folder, 'a/empty.png')} is empty`),
    expect.stringContaining(`the image ${join(folder, 'b/2.jpg')} is not an image in a supported format`),
  ]);
});
