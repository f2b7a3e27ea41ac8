import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectLikeCpu, useWasm } from './backends';

describe('BatchMatMul on wasm', () => {
  beforeAll(useWasm);

  /** Outer dimensions of both operands, then rows, inner size and columns. */
  const products: readonly [number[], number[], number, number, number][] = [
    [[], [], 1, 1, 1],
    [[], [], 3, 5, 4],
    [[], [], 2, 37, 65],
    [[], [], 70, 6, 3],
    [[], [], 1, 33, 40],
    [[1], [1], 4, 5, 6],
    [[3], [3], 4, 5, 2],
    [[3], [3], 2, 5, 40],
    [[1], [4], 3, 2, 5],
    [[2, 3], [2, 3], 3, 4, 2],
  ];
  const random = (outer: number[], rows: number, columns: number, seed: number) =>
    tf.randomNormal([...outer, rows, columns], 0, 1, 'float32', seed);

  for (const [outerA, outerB, rows, inner, columns] of products) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const label = `[${[...outerA, rows, inner]}]${transposeA ? 'ᵀ' : ''} · [${[...outerB, inner, columns]}]${transposeB ? 'ᵀ' : ''}`;
        it(label, async () => {
          const a = transposeA ? random(outerA, inner, rows, 1) : random(outerA, rows, inner, 1);
          const b = transposeB ? random(outerB, columns, inner, 2) : random(outerB, inner, columns, 2);
          await expectLikeCpu('BatchMatMul', { a, b }, { transposeA, transposeB });
          tf.dispose([a, b]);
        });
      }
    }
  }
});

describe('reductions, tiles and copies on wasm', () => {
  beforeAll(useWasm);

  const reductions: readonly [number[], number[]][] = [
    [
      [4, 5, 6, 3],
      [0, 1, 2],
    ],
    [[4, 5, 6, 3], [0]],
    [[4, 5, 6, 3], [3]],
    [
      [4, 5, 6, 3],
      [1, 2],
    ],
    [
      [4, 5, 6, 3],
      [-4, -3],
    ],
    [[4, 5], [0]],
    [[4, 5], [1]],
    [[7], [0]],
    [
      [1, 1, 1, 3],
      [0, 1, 2],
    ],
  ];
  for (const [shape, axis] of reductions) {
    for (const keepDims of [false, true]) {
      it(`Sum and Mean of [${shape}] over [${axis}]${keepDims ? ', axes kept' : ''}`, async () => {
        const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
        await expectLikeCpu('Sum', { x }, { axis, keepDims });
        const mean = tf.mean(x, axis, keepDims);
        const sum = tf.sum(x, axis, keepDims);
        const scaled = tf.mul(mean, x.size / mean.size);
        expect(mean.shape).toEqual(sum.shape);
        expect(tf.max(tf.abs(tf.sub(scaled, sum))).dataSync()[0]).toBeLessThan(1e-4);
        tf.dispose([x, mean, sum, scaled]);
      });
    }
  }

  it('Sum of integers is an integer', () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
    const sum = tf.sum(x, 0);
    expect([sum.dtype, ...sum.dataSync()]).toEqual(['int32', 4, 6]);
    tf.dispose([x, sum]);
  });

  const tiles: readonly [number[], number[]][] = [
    [
      [1, 1, 1, 3],
      [2, 4, 5, 1],
    ],
    [
      [2, 3],
      [2, 2],
    ],
    [
      [2, 1, 3],
      [1, 4, 2],
    ],
    [[3], [4]],
    [
      [2, 3, 2],
      [1, 1, 1],
    ],
    [
      [2, 2],
      [0, 3],
    ],
  ];
  for (const [shape, reps] of tiles) {
    it(`Tile of [${shape}] by [${reps}]`, async () => {
      const x = tf.randomNormal(shape, 0, 1, 'float32', 1);
      await expectLikeCpu('Tile', { x }, { reps });
      tf.dispose(x);
    });
  }

  it('Identity outlives its input', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const before = tf.backend().numDataIds();
    const copy = tf.clone(x);
    expect(tf.backend().numDataIds()).toBe(before);
    x.dispose();
    expect([...copy.dataSync()]).toEqual([1, 2, 3]);
    copy.dispose();
    expect(tf.backend().numDataIds()).toBe(before - 1);
  });
});
