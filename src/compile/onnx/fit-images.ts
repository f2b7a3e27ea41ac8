import type { InputSpec } from '../../language/input';
import type { Value } from '../../layers/onnx/onnx-facet';
import { Formulas, type Term } from './formulas';
import type { GraphBuilder } from './graph-builder';
import { cubicWeights, fixedPoint, lanczosWeights, phases } from './resize-weights';

/**
 * Adds the nodes that resize images exactly as `convspec predict` does: as sharp calls libvips 8.18 (`vips_resize` with the
 * kernel Lanczos3). Reducing averages whole rows, then mixes rows with the Lanczos kernel, then does the same with columns;
 * enlarging uses the Catmull-Rom cubic. All positions are float64 and all weights integers, as there, so the pixels are equal.
 *
 * @param pixels uint8, `[batch, channels, height, width]`, of any height and width
 * @returns integers from 0 to 255 as float32, `[batch, channels, ...input.shape]`
 */
export function fitImages(
  graph: GraphBuilder,
  pixels: Value,
  { shape: [height, width], resize }: Pick<InputSpec, 'shape' | 'resize'>,
): Value {
  const f = new Formulas(graph);
  const sizes = f.double(graph.node('Shape', [pixels]));
  const [rows, columns] = axesOf(f, { sizes, height, width, resize });
  const shorter = reduced(f, pixels, rows, 2);
  const shrunk = reduced(f, shorter, columns, 3);
  // Columns first, without clipping to 0 … 255 between the two.
  const wider = enlarged(f, shrunk, columns, 3);
  const larger = graph.node('Clip', [enlarged(f, wider, rows, 2), graph.float(0), graph.float(255)]);
  const inside = f.and(f.asColumn(isInside(f, rows)), f.asRow(isInside(f, columns)));
  return graph.node('Where', [inside, larger, graph.float(255)]);
}

/** How one axis is scaled and placed; all values are float64 scalars, unless a comment says otherwise. */
interface Axis {
  /** Length of the input. */
  readonly size: Value;
  /** Length of the output. */
  readonly target: number;
  /** New pixels per old pixel. */
  readonly scale: Value;
  readonly reduction: Reduction;
  /** Length after reducing and enlarging, before cropping or padding. */
  readonly length: Value;
  /** Number of pixels to cut at the start, and of white pixels to add there. */
  readonly cut: Value;
  readonly border: Value;
  /** Old pixels per new pixel when enlarging; 1 if this axis isn't. */
  readonly inverse: Value;
  /** A boolean: whether any axis is enlarged. If so, the cubic also runs over the other axis, half a pixel off. */
  readonly enlarges: Value;
  /** Number of columns that are computed together. */
  readonly tile: Value;
}

/** How one axis is reduced: by a whole factor, then by the rest. Both are 1 if the axis isn't reduced. */
interface Reduction {
  readonly length: Value;
  readonly whole: Value;
  /** Length after the whole factor. */
  readonly averaged: Value;
  readonly rest: Value;
  /** Position of the first pixel within the averaged ones. */
  readonly offset: Value;
}

function axesOf(
  f: Formulas,
  task: { readonly sizes: Value; readonly height: number; readonly width: number } & Pick<
    InputSpec,
    'resize'
  >,
): readonly [rows: Axis, columns: Axis] {
  const sides = [task.height, task.width].map((target, i) => {
    const size = scalarAt(f, task.sizes, 2 + i);
    return { size, target, ratio: f.over(size, target) };
  });
  const [first = '', second = ''] = sides.map(({ ratio }) => ratio);
  const shared = task.resize === 'cover' ? f.min(first, second) : f.max(first, second);
  const scaled = sides.map(({ size, target, ratio }) => {
    const shrink = f.min(task.resize === 'fill' ? ratio : shared, size);
    const scale = f.max(f.over(1, shrink), f.over(1, size));
    return { size, target, scale, reduction: reductionOf(f, size, scale) };
  });
  const factors = scaled.map(({ scale }) => f.max(scale, 1));
  const [byRows = '', byColumns = ''] = factors;
  const enlarges = f.less(1, f.max(byRows, byColumns));
  // The order of these operations decides the last bit, and with it where a position between two phases is rounded to.
  const determinant = f.over(1, f.times(byColumns, byRows));
  const wholeRows = scaled[0]?.reduction.whole ?? 1;
  const [rows, columns] = scaled.map((side, i) => {
    const length = f.halfUp(f.times(factors[i] ?? 1, side.reduction.length));
    const { target } = side;
    return {
      ...side,
      length,
      cut: f.floor(f.over(f.add(f.max(f.subtract(length, target), 0), 1), 2)),
      border: f.floor(f.over(f.max(f.subtract(target, length), 0), 2)),
      inverse: f.times(determinant, factors[1 - i] ?? 1),
      enlarges,
      tile: f.where(f.and(f.less(1, wholeRows), f.not(enlarges)), 128, f.max(target, side.reduction.length)),
    };
  });
  if (!rows || !columns) throw new Error('an image has two axes');
  return [rows, columns];
}

function reductionOf(f: Formulas, size: Value, scale: Value): Reduction {
  const factor = f.over(1, f.min(scale, 1));
  const length = f.halfUp(f.over(size, factor));
  const whole = f.max(1, f.floor(f.over(f.over(size, length), 2)));
  // How far the new pixels reach beyond the old ones; negative if some of those are not used.
  const extra = f.over(f.subtract(f.times(length, factor), size), whole);
  return {
    length,
    whole,
    averaged: f.ceil(f.over(size, whole)),
    rest: f.over(factor, whole),
    offset: f.subtract(f.over(f.add(1, extra), 2), 1),
  };
}

/** Reduces an axis. The result is already cropped and padded (with arbitrary values) unless something is enlarged next. */
function reduced(f: Formulas, pixels: Value, axis: Axis, dimension: 2 | 3): Value {
  const { graph } = f;
  const { averaged, rest } = axis.reduction;
  const points = f.add(f.times(2, f.rint(f.times(3, rest))), 1);
  const center = f.over(f.subtract(points, 1), 2);
  const positions = f.asColumn(f.min(reducedPositions(f, axis, dimension), averaged));
  const padded = f.range(f.add(averaged, points));
  const taps = f.subtract(f.asRow(padded), f.truncate(positions));
  const mask = lanczosWeights(f, { taps, phase: phases(f, positions), points, rest });
  const copy = f.where(f.equal(taps, center), 4096, 0);
  const weights = f.where(f.equal(rest, 1), copy, mask);
  const source = taken(
    f,
    averages(f, pixels, axis, dimension),
    dimension,
    f.subtract(padded, center),
    averaged,
  );
  return graph.node('Clip', [fixedPoint(f, source, weights, dimension), graph.float(0), graph.float(255)]);
}

/** Averages `whole` rows or columns each; the last one is repeated if some are missing. */
function averages(f: Formulas, pixels: Value, { size, reduction }: Axis, dimension: 2 | 3): Value {
  const { graph } = f;
  const { whole, averaged } = reduction;
  const all = taken(f, pixels, dimension, f.range(f.times(averaged, whole)), size);
  const split = [f.flat(f.integer(averaged)), f.flat(f.integer(whole))];
  const dims =
    dimension === 2 ? [graph.ints([0, 0]), ...split, graph.ints([-1])] : [graph.ints([0, 0, 0]), ...split];
  const grouped = graph.node('Reshape', [f.float(all), graph.node('Concat', dims, { axis: 0 })]);
  const sums = graph.node('ReduceSum', [grouped, graph.ints([dimension + 1])], { keepdims: 0 });
  const rounded = f.add(f.double(sums), f.floor(f.over(whole, 2)));
  const multiplier = f.floor(f.over(2 ** 24, whole));
  return f.float(f.floor(f.over(f.times(rounded, multiplier), 2 ** 24)));
}

/**
 * The position of each new pixel among the averaged ones. Within a strip, libvips adds up the step from pixel to pixel, so
 * that the rounding errors depend on the strip: 10 rows, or the columns of a tile of the output.
 */
function reducedPositions(f: Formulas, axis: Axis, dimension: 2 | 3): Value {
  const cut = f.where(axis.enlarges, 0, axis.cut);
  const border = f.where(axis.enlarges, 0, axis.border);
  const { length } = axis.reduction;
  const count = f.where(axis.enlarges, length, axis.target);
  const moved = f.subtract(cut, border);
  if (dimension === 3) return stepped(f, axis, { count, strip: axis.tile, moved, first: border });
  const rows = stepped(f, axis, { count: length, strip: 10, moved: 0, first: 0 });
  return taken(f, rows, 0, f.add(f.range(count), moved), length);
}

/**
 * Positions of `count` pixels, of which pixel `first` is the first one of the image, added up in strips.
 *
 * @param moved what to add to an index to get the index in the reduced image
 */
function stepped(
  f: Formulas,
  { reduction: { rest, offset } }: Axis,
  { count, strip, moved, first }: Readonly<Record<'count' | 'strip' | 'moved' | 'first', Term>>,
): Value {
  const { graph } = f;
  const within = f.asRow(f.range(strip));
  const index = f.add(f.times(f.asColumn(f.range(f.ceil(f.over(count, strip)))), strip), within);
  const start = f.subtract(f.subtract(f.times(f.add(f.add(index, moved), 0.5), rest), 0.5), offset);
  const starts = f.or(f.equal(within, 0), f.equal(index, first));
  const steps = f.where(f.less(index, first), 0, f.where(starts, start, rest));
  const positions = graph.node('CumSum', [steps, graph.node('Squeeze', [graph.ints([1])])]);
  return graph.node('Slice', [f.flat(positions), graph.ints([0]), f.flat(f.integer(count)), graph.ints([0])]);
}

/** Enlarges, crops and pads an axis, or returns it as it is if nothing is enlarged. */
function enlarged(f: Formulas, pixels: Value, axis: Axis, dimension: 2 | 3): Value {
  const { reduction, target, enlarges } = axis;
  const length = f.where(enlarges, reduction.length, target);
  const copied = f.add(f.range(target), 2);
  const positions = f.min(f.where(enlarges, enlargedPositions(f, axis, dimension), copied), f.add(length, 2));
  const column = f.asColumn(positions);
  const padded = f.range(f.add(length, 7));
  const taps = f.subtract(f.asRow(padded), f.floor(column));
  const weights = cubicWeights(f, { taps, phase: phases(f, column) });
  return fixedPoint(f, taken(f, pixels, dimension, f.subtract(padded, 3), length), weights, dimension);
}

/** Positions in an image with a border of 2 pixels. Steps are added up along columns only. */
function enlargedPositions(f: Formulas, { inverse, cut, border, target }: Axis, dimension: 2 | 3): Value {
  const { graph } = f;
  const all = f.range(target);
  const first = dimension === 2 ? f.add(f.subtract(all, border), cut) : cut;
  const start = f.add(f.add(f.times(inverse, first), 0.5), 1);
  if (dimension === 2) return f.max(start, 0);
  const steps = f.where(f.less(all, border), 0, f.where(f.equal(all, border), start, inverse));
  return graph.node('CumSum', [steps, graph.node('Squeeze', [graph.ints([0])])]);
}

/** A vector of booleans: which pixels of the output are not white borders. */
function isInside(f: Formulas, { target, border, length }: Axis): Value {
  const place = f.subtract(f.range(target), border);
  return f.and(f.atMost(0, place), f.less(place, length));
}

/** Takes rows or columns by their indices, which are clipped to `0 … size − 1`. */
function taken(f: Formulas, pixels: Value, dimension: 0 | 2 | 3, indices: Value, size: Term): Value {
  const clipped = f.clip(indices, 0, f.subtract(size, 1));
  return f.graph.node('Gather', [pixels, f.integer(clipped)], { axis: dimension });
}

function scalarAt({ graph }: Formulas, vector: Value, index: number): Value {
  return graph.node('Squeeze', [graph.node('Gather', [vector, graph.ints([index])])]);
}
