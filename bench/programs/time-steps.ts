/** The output of a bench program, printed as a line of JSON. */
export interface Timed {
  readonly imagesPerSecond: number;
  readonly device: string;
  readonly steps: number;
  /** Peak of the process's resident memory, MiB. */
  readonly memory: number;
}

/** Images with values between 0 and 1, and one-hot classes. The same in every program. */
export function syntheticBatch(size: number, values: number, classes: number) {
  const x = Float32Array.from({ length: size * values }, (_, i) => Math.abs(Math.sin(0.7 * i)));
  const y = new Float32Array(size * classes);
  for (let i = 0; i < size; i++) y[i * classes + (i % classes)] = 1;
  return { size, x, y };
}

/**
 * Runs steps for at least `seconds`, after an uncounted warm-up step (shaders, threads, caches). If the first step
 * takes more than 30 s, it is the measurement.
 */
export async function timeSteps(
  step: (index: number) => Promise<unknown>,
  { size, seconds, device }: { readonly size: number; readonly seconds: number; readonly device: string },
): Promise<Timed> {
  const first = await elapsed(() => step(0));
  let steps = 1;
  let total = first;
  if (first < 30) {
    steps = 0;
    total = 0;
    while (total < seconds || steps === 0) {
      total += await elapsed(() => step(steps + 1));
      steps += 1;
    }
  }
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  return { imagesPerSecond: (size * steps) / total, device, steps, memory };
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}
