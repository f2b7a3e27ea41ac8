/**
 * Weights `[length · times, length]` that make `times` as many rows of `length` by bilinear interpolation, the centres of
 * the pixels half a pixel from their edges.
 */
export function interpolationWeights(length: number, times: number): Float32Array {
  const weights = new Float32Array(length * times * length);
  for (let i = 0; i < length * times; i++) {
    const place = Math.min(Math.max((i + 0.5) / times - 0.5, 0), length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, length - 1);
    weights[i * length + above] = place - below;
    weights[i * length + below] = (weights[i * length + below] ?? 0) + 1 - (place - below);
  }
  return weights;
}
