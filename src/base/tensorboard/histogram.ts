/** Rows of every histogram that Keras writes. */
export const bucketCount = 30;

/**
 * The histogram of `values` as TensorBoard's histogram summary buckets them: row-major `[30, 3]` of left edge,
 * right edge and count. The buckets divide `[min, max]` evenly; each holds its left edge, the last one `max` too.
 *
 * Equal values all fall into the last row; no values give zeros. With NaN or infinities among the values, edges are
 * NaN or infinite and a value without a bucket is counted nowhere, as in TensorFlow.
 */
export function histogramBuckets(values: Float32Array): Float64Array {
  const rows = new Float64Array(bucketCount * 3);
  if (values.length === 0) return rows;
  const [min, max] = range(values);
  const width = (max - min) / bucketCount;
  const edge = (i: number) => (i === 0 ? min : i === bucketCount ? max : min + width * i);
  const counts = width === 0 ? onlyLast(values.length) : countValues(values, min, width);
  for (let i = 0; i < bucketCount; i++) rows.set([edge(i), edge(i + 1), counts[i] ?? 0], i * 3);
  return rows;
}

/** Smallest and largest value; both NaN when there is a NaN. */
function range(values: Float32Array): readonly [min: number, max: number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    if (Number.isNaN(value)) return [value, value];
  }
  return [min, max];
}

function onlyLast(count: number): Float64Array {
  const counts = new Float64Array(bucketCount);
  counts[bucketCount - 1] = count;
  return counts;
}

function countValues(values: Float32Array, min: number, width: number): Float64Array {
  const counts = new Float64Array(bucketCount);
  for (let i = 0; i < values.length; i++) {
    const bucket = Math.min(Math.floor(((values[i] ?? 0) - min) / width), bucketCount - 1);
    if (bucket >= 0) counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}
