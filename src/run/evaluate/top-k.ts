/**
 * Whether fewer than `k` classes have a higher score than class `truth`. As in Keras, equal scores do not count as higher.
 * False if any score is not finite. This is the metric `topKAccuracy` for one image
 * whose scores have been read, without a tensor library.
 */
export function isInTopK(scores: Float32Array, truth: number, k: number): boolean {
  const own = scores[truth] ?? Number.NaN;
  let higher = 0;
  for (const score of scores) {
    if (!Number.isFinite(score)) return false;
    if (score > own) higher += 1;
  }
  return higher < k;
}
