/** An image of 8-bit values, row-major `[height, width, channels]`. */
export interface Plane {
  readonly values: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Rows become columns. */
export function transposed({ values, height, width, channels }: Plane): Plane {
  const turned = new Uint8Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * channels;
      const to = (column * height + row) * channels;
      for (let c = 0; c < channels; c++) turned[to + c] = values[from + c] ?? 0;
    }
  }
  return { values: turned, height: width, width: height, channels };
}

/** A larger shrinking than this is begun by averages over whole rows. */
const gap = 2;

/**
 * Fewer rows: averages of whole ones first, the rest by Lanczos' kernel of three lobes.
 *
 * @param factor of the source's rows to the new ones; what that leaves over is cut off evenly at both ends
 */
export function reduceRows(source: Plane, height: number, factor: number): Plane {
  const whole = Math.max(1, Math.floor(source.height / height / gap));
  const averaged = whole > 1 ? averageRows(source, whole) : source;
  const shrink = factor / whole;
  const reach = 3 * shrink;
  const begin = (source.height / whole - height * shrink) / 2 - 0.5;
  return mixRows(averaged, height, (row) => {
    const middle = (row + 0.5) * shrink + begin;
    const first = Math.ceil(middle - reach);
    const last = Math.floor(middle + reach);
    return { first, weights: weightsOf(first, last, (at) => lanczos((at - middle) / shrink)) };
  });
}

/**
 * More rows, by the cubic of Catmull and Rom; `factor` as in {@link reduceRows}. The first new row is half a row of the
 * source above its first.
 */
export function enlargeRows(source: Plane, height: number, factor: number): Plane {
  return mixRows(source, height, (row) => {
    const middle = row * factor - 0.5;
    const first = Math.floor(middle) - 1;
    return { first, weights: weightsOf(first, first + 3, (at) => catmullRom(at - middle)) };
  });
}

function averageRows(source: Plane, count: number): Plane {
  const height = Math.ceil(source.height / count);
  const weights = new Array<number>(count).fill(1 / count);
  return mixRows(source, height, (row) => ({ first: row * count, weights }));
}

/** Each row a mixture of the source's; beyond the edges, the outermost go on. */
function mixRows(
  { values, height: rows, width, channels }: Plane,
  height: number,
  mixture: (row: number) => { readonly first: number; readonly weights: readonly number[] },
): Plane {
  const length = width * channels;
  const mixed = new Uint8Array(height * length);
  const sums = new Float64Array(length);
  for (let row = 0; row < height; row++) {
    const { first, weights } = mixture(row);
    sums.fill(0);
    for (const [i, weight] of weights.entries()) {
      const from = Math.min(Math.max(first + i, 0), rows - 1) * length;
      for (let x = 0; x < length; x++) sums[x] = (sums[x] ?? 0) + weight * (values[from + x] ?? 0);
    }
    for (let x = 0; x < length; x++) {
      mixed[row * length + x] = Math.min(Math.max(Math.round(sums[x] ?? 0), 0), 255);
    }
  }
  return { values: mixed, height, width, channels };
}

/** The kernel at whole places, with the sum 1. */
function weightsOf(first: number, last: number, kernel: (at: number) => number): readonly number[] {
  const weights = Array.from({ length: last - first + 1 }, (_, i) => kernel(first + i));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const turn = Math.PI * x;
  return (3 * Math.sin(turn) * Math.sin(turn / 3)) / (turn * turn);
}

function catmullRom(x: number): number {
  const d = Math.abs(x);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
}
