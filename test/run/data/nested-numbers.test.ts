import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildFromSpec, loadClassifier } from '../../../src/hosts/node/library';
import { flattenNumbers, isNestedNumbers } from '../../../src/run/data/nested-numbers';
import { folderOf, tinySpec } from '../../support/tiny-project';

describe('nested lists of numbers', () => {
  it('are copied in row-major order', () => {
    const { shape, values } = flattenNumbers(
      [
        [[1], [2], [3]],
        [[4], [5], [6]],
      ],
      'x',
    );
    expect([shape, [...values]]).toEqual([
      [2, 3, 1],
      [1, 2, 3, 4, 5, 6],
    ]);
  });

  it('are not lists of images or names', () => {
    expect([[[1]], [0], ['a.png'], [new Uint8Array(2)], [], 'a', null].map(isNestedNumbers)).toEqual([
      ...[true, true, false, false, false, false, false],
    ]);
  });

  it.each([
    [[[1, 2], [3]], 'x[1]: expected a list of length 2, received one of length 1'],
    [[[1, 2], 3], 'x[1]: expected a list, received 3'],
    [[[1, 'a']], 'x[0][1]: expected a number, received "a"'],
  ])('must be complete: %j', (nested, message) => {
    expect(() => flattenNumbers(nested as number[][], 'x')).toThrow(message);
  });

  it('train and classify like arrays', async () => {
    const values = Array.from({ length: 2 * 64 }, (_, i) => (i * 37) % 256);
    const rows = (flat: readonly number[]) =>
      Array.from({ length: 8 }, (_, row) => flat.slice(row * 8, row * 8 + 8).map((value) => [value]));
    const images = [values.slice(0, 64), values.slice(64)].map(rows);
    const spec = tinySpec.replace('[8, 8, 3]', '[8, 8, 1]');
    const losses: unknown[] = [];
    const out = join(folderOf({}), 'run');
    for (const [x, y] of [
      [
        images,
        [
          [1, 0],
          [0, 1],
        ],
      ],
      [values, [0, 1]],
      [Float32Array.from(values), Uint8Array.of(0, 1)],
    ] as const) {
      const { train } = await buildFromSpec({ yaml: spec }, { backend: 'cpu' });
      const run = await train({ out, overwrite: true, data: { train: { x, y } } });
      losses.push((await run.result).history.map(({ logs }) => logs.loss));
      run.engine.dispose();
    }
    expect(losses[1]).toEqual(losses[0]);
    expect(losses[2]).toEqual(losses[0]);

    const classifier = await loadClassifier(join(out, 'model.h5'), { backend: 'cpu' });
    const flat = images[0]?.map((row) => row.map(([value = 0]) => value)) ?? [];
    expect(await classifier.classify(images[0] ?? [])).toEqual(await classifier.classify(flat));
    await expect(classifier.classify([[1, 2]])).rejects.toMatchObject({
      message: 'expected pixels of shape [8, 8], received [1, 2]',
      hint: 'give pixels of the shape of the input, or an image, which is resized',
    });
    classifier.dispose();
  });
});
