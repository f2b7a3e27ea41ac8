import type { Value } from '../../layers/onnx/onnx-facet';
import type { Formulas } from './formulas';

/** libvips rounds the fraction of a position to one of this many phases, and weights to as many parts of 1. */
const phaseCount = 64;
const one = 4096;

/** The phase of each position, from 0 to 64. */
export function phases(f: Formulas, positions: Value): Value {
  const fine = f.truncate(f.times(f.times(positions, phaseCount), 2));
  const fraction = f.subtract(fine, f.times(2 * phaseCount, f.floor(f.over(fine, 2 * phaseCount))));
  return f.floor(f.over(f.add(fraction, 1), 2));
}

/**
 * The Lanczos3 kernel for new pixels (rows) over old ones (columns), in parts of 4096.
 *
 * @param rest old pixels per new pixel
 * @param taps index of each old pixel within the `points` values that a new pixel is mixed from; others get 0
 */
export function lanczosWeights(
  f: Formulas,
  {
    taps,
    phase,
    points,
    rest,
  }: { readonly taps: Value; readonly phase: Value; readonly points: Value; readonly rest: Value },
): Value {
  const half = f.subtract(f.add(f.over(phase, phaseCount), f.over(points, 2)), 1);
  const distance = f.times(f.subtract(taps, half), f.over(1, rest));
  const isTap = f.and(f.atMost(0, taps), f.less(taps, points));
  const isNear = f.and(f.atMost(-3, distance), f.atMost(distance, 3));
  const values = f.times(sinc(f, distance), sinc(f, f.over(distance, 3)));
  const kernel = f.where(f.and(isTap, isNear), values, 0);
  const sum = f.graph.node('ReduceSum', [kernel, f.graph.ints([1])], { keepdims: 1 });
  return f.truncate(f.times(f.over(kernel, f.where(f.equal(sum, 0), 1, sum)), one));
}

function sinc(f: Formulas, x: Value): Value {
  const turn = f.times(x, Math.PI);
  return f.where(f.equal(x, 0), 1, f.over(f.sin(turn), turn));
}

/** The Catmull-Rom cubic for new pixels (rows) over old ones (columns), in parts of 4096; other taps than 0 … 3 get 0. */
export function cubicWeights(
  f: Formulas,
  { taps, phase }: { readonly taps: Value; readonly phase: Value },
): Value {
  const { graph } = f;
  const table = Array.from({ length: phaseCount + 1 }, (_, i) => [
    0,
    ...catmullRom(i / phaseCount),
    0,
  ]).flat();
  const index = f.add(f.times(phase, 6), f.add(f.clip(taps, -1, 4), 1));
  return graph.node('Gather', [graph.floats(table, [table.length]), f.integer(index)]);
}

function catmullRom(x: number): readonly number[] {
  const first = (1 - x) * ((1 - x) * (-0.5 * x));
  const last = x * ((1 - x) * (-0.5 * x));
  const difference = last - first;
  return [first, 1 - x - first + difference, x - last - difference, last].map((weight) =>
    Math.trunc(weight * one),
  );
}

/**
 * Mixes rows (dimension 2) or columns (3) with weights in parts of 4096, and rounds. All values are integers below 2 ** 24,
 * which float32 represents exactly.
 */
export function fixedPoint(f: Formulas, pixels: Value, weights: Value, dimension: 2 | 3): Value {
  const { graph } = f;
  const floats = f.float(weights);
  const sums =
    dimension === 2
      ? graph.node('MatMul', [floats, pixels])
      : graph.node('MatMul', [pixels, graph.node('Transpose', [floats], { perm: [1, 0] })]);
  const rounded = graph.node('Add', [sums, graph.float(one / 2)]);
  return graph.node('Floor', [graph.node('Mul', [rounded, graph.float(1 / one)])]);
}
