import { type RandomStream, uniform } from '../../../base/random/stream';

/** Uniform between two bounds. */
export function fillUniform(values: Float32Array, stream: RandomStream, low: number, high: number): void {
  for (let i = 0; i < values.length; i++) values[i] = low + (high - low) * uniform(stream);
}

/** Normal around `mean`; with `cut`, values beyond that many standard deviations are drawn again. */
export function fillNormal(
  values: Float32Array | Float64Array,
  stream: RandomStream,
  mean: number,
  deviation: number,
  cut = Number.POSITIVE_INFINITY,
): void {
  let filled = 0;
  while (filled < values.length) {
    // Box and Muller (1958).
    const radius = Math.sqrt(-2 * Math.log(1 - uniform(stream)));
    const angle = 2 * Math.PI * uniform(stream);
    for (const value of [radius * Math.cos(angle), radius * Math.sin(angle)]) {
      if (Math.abs(value) < cut && filled < values.length) values[filled++] = mean + value * deviation;
    }
  }
}
