import type { RandomStream } from '../../../base/random/stream';
import type { Shape } from '../../../layers/shapes';

import { fillNormal } from './distributions';

/**
 * Saxe, McClelland and Ganguli (2014): of a weight as the matrix `[all axes but the last, last]`, the shorter of rows
 * and columns are `gain` times orthonormal, uniformly among all such matrices.
 *
 * Normal vectors are made orthonormal one after the other (Gram and Schmidt, each twice: Giraud et al. 2005), which is
 * the QR decomposition with a positive diagonal. Takes time in proportion to the longer side times the shorter squared.
 */
export function fillOrthogonal(values: Float32Array, shape: Shape, stream: RandomStream, gain: number): void {
  const columns = shape.at(-1) ?? 1;
  const rows = values.length / columns;
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = new Float64Array(length);
    fillNormal(vector, stream, 0, 1);
    for (const former of [...vectors, ...vectors]) addMultiple(vector, former, -dot(vector, former));
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / norm));
  }
  for (const [i, vector] of vectors.entries()) {
    for (const [j, value] of vector.entries()) {
      values[rows < columns ? i * columns + j : j * columns + i] = gain * value;
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addMultiple(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) + factor * (other[i] as number);
}
