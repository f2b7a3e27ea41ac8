import type { ConvGeometry } from './conv-geometry';
import type { InputGradientAlgorithm, KernelGradientAlgorithm } from './gradient-algorithms';
import type { NodeBuilder, Value } from './onnx-facet';

/** A slice end far below 0: with a step of −1, the slice includes index 0. */
const toTheFirst = -(2 ** 31);

/** Convolves feature maps `x` with a kernel `[filters, channels / groups, height, width]`. */
export function convolve(
  graph: NodeBuilder,
  [x, kernel, bias]: readonly [Value, Value, Value | undefined],
  geometry: ConvGeometry,
): Value {
  return graph.node('Conv', bias === undefined ? [x, kernel] : [x, kernel, bias], windowOf(geometry));
}

/** The input gradient of {@link convolve}; also the forward pass of a transposed convolution layer. */
export function convolveTransposed(
  graph: NodeBuilder,
  [dy, kernel, bias]: readonly [Value, Value, Value | undefined],
  geometry: ConvGeometry,
): Value {
  const { input, output, kernel: size, stride, dilation, before, after } = geometry;
  const rest = ([0, 1] as const).map((axis) => {
    const reach = (output[axis] - 1) * stride[axis] + dilation[axis] * (size[axis] - 1) + 1;
    return input[axis] + before[axis] + after[axis] - reach;
  });
  return graph.node('ConvTranspose', bias === undefined ? [dy, kernel] : [dy, kernel, bias], {
    ...windowOf(geometry),
    output_padding: rest,
  });
}

/** The input gradient of {@link convolve}, computed with `algorithm`. */
export function inputGradient(
  graph: NodeBuilder,
  [dy, kernel]: readonly [Value, Value],
  geometry: ConvGeometry,
  algorithm: InputGradientAlgorithm,
): Value {
  if (algorithm === 'reversed') return convolveReversed(graph, [dy, kernel], geometry);
  if (algorithm === 'scattered') return scatterColumns(graph, [dy, kernel], geometry);
  return convolveTransposed(graph, [dy, kernel, undefined], geometry);
}

/** For stride 1, convolves `dy` with the kernel rotated by 180°. */
function convolveReversed(
  graph: NodeBuilder,
  [dy, kernel]: readonly [Value, Value],
  geometry: ConvGeometry,
): Value {
  const { input, kernel: size, dilation, before, output, groups } = geometry;
  // Depthwise: each channel has one filter, so input and output channels need no swap.
  const swapped = groups > 1 ? kernel : graph.node('Transpose', [kernel], { perm: [1, 0, 2, 3] });
  const last = graph.ints([-1, -1]);
  const turned = graph.node('Slice', [
    swapped,
    last,
    graph.ints([toTheFirst, toTheFirst]),
    graph.ints([2, 3]),
    last,
  ]);
  const reach = ([0, 1] as const).map((axis) => dilation[axis] * (size[axis] - 1));
  const start = ([0, 1] as const).map((axis) => (reach[axis] ?? 0) - before[axis]);
  const end = ([0, 1] as const).map(
    (axis) => input[axis] + (reach[axis] ?? 0) - output[axis] - (start[axis] ?? 0),
  );
  return graph.node('Conv', [dy, turned], {
    kernel_shape: [...size],
    dilations: [...dilation],
    pads: [...start, ...end],
    group: groups,
  });
}

/** One product for the whole batch gives the contribution of each position of `dy` to its window; the windows are then summed. */
function scatterColumns(
  graph: NodeBuilder,
  [dy, kernel]: readonly [Value, Value],
  geometry: ConvGeometry,
): Value {
  const { input, output, kernel: size, stride, dilation, before, after, channels, filters } = geometry;
  const places = output[0] * output[1];
  const columns = channels * size[0] * size[1];
  const flatKernel = graph.node('Reshape', [kernel, graph.ints([filters, columns])]);
  const rows = flatByChannel(graph, dy, filters);
  const given = graph.node('Gemm', [flatKernel, rows], { transA: 1 });
  const ofImages = graph.node(
    'Transpose',
    [graph.node('Reshape', [given, graph.ints([columns, -1, places])])],
    {
      perm: [1, 0, 2],
    },
  );
  return graph.node('Col2Im', [ofImages, graph.ints(input), graph.ints(size)], {
    strides: [...stride],
    dilations: [...dilation],
    pads: [...before, ...after],
  });
}

/** The kernel gradient of {@link convolve}. */
export function kernelGradient(
  graph: NodeBuilder,
  [x, dy]: readonly [Value, Value],
  geometry: ConvGeometry,
  algorithm: KernelGradientAlgorithm,
): Value {
  if (geometry.groups === 1) return kernelGradients[algorithm](graph, [x, dy], geometry);
  return (algorithm === 'swapped' ? swappedByChannel : tapsByChannel)(graph, [x, dy], geometry);
}

/**
 * Pads the rows and columns of each map with `value` (default: 0). Gives the padding of all four axes: ONNX Runtime
 * 1.30 moves a transpose past a `Pad` with named axes and then applies the axes of the result to the input.
 */
export function padMaps(
  graph: NodeBuilder,
  maps: Value,
  {
    before,
    after,
    axes = [2, 3],
    value = 0,
  }: {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly axes?: Axes;
    readonly value?: number;
  },
): Value {
  const at = (sizes: readonly number[]) => [0, 1, 2, 3].map((axis) => sizes[axes.indexOf(axis)] ?? 0);
  return graph.node('Pad', [maps, graph.ints([...at(before), ...at(after)]), graph.float(value)]);
}

type KernelGradient = (graph: NodeBuilder, values: readonly [Value, Value], geometry: ConvGeometry) => Value;

const kernelGradients: Readonly<Record<KernelGradientAlgorithm, KernelGradient>> = {
  /** One product of `dy` with all slices of the input concatenated; the result has the kernel's layout. */
  columns(graph, [x, dy], geometry) {
    const { channels, filters, kernel } = geometry;
    const maps = padded(graph, graph.node('Transpose', [x], { perm: [1, 0, 2, 3] }), geometry, [2, 3]);
    const slices = tapsOf(geometry).map((tap) => {
      const slice = sliceAt(graph, maps, tap, geometry, [2, 3]);
      return graph.node('Reshape', [slice, graph.ints([channels, 1, -1])]);
    });
    const sides = slices.length === 1 ? (slices[0] as Value) : graph.node('Concat', slices, { axis: 1 });
    const columns = graph.node('Reshape', [sides, graph.ints([channels * kernel[0] * kernel[1], -1])]);
    const product = graph.node('Gemm', [flatByChannel(graph, dy, filters), columns], { transB: 1 });
    return graph.node('Reshape', [product, graph.ints([filters, channels, ...kernel])]);
  },

  /** One product of `dy` with a slice of the input per kernel position, channels last. */
  taps(graph, [x, dy], geometry) {
    const { channels, filters, kernel } = geometry;
    const maps = padded(graph, graph.node('Transpose', [x], { perm: [0, 2, 3, 1] }), geometry, [1, 2]);
    const last = graph.node('Transpose', [dy], { perm: [0, 2, 3, 1] });
    const gradient = graph.node('Reshape', [last, graph.ints([-1, filters])]);
    const products = tapsOf(geometry).map((tap) => {
      const slice = sliceAt(graph, maps, tap, geometry, [1, 2]);
      const rows = graph.node('Reshape', [slice, graph.ints([-1, channels])]);
      const product = graph.node('Gemm', [gradient, rows], { transA: 1 });
      return graph.node('Reshape', [product, graph.ints([filters, channels, 1])]);
    });
    const stacked =
      products.length === 1 ? (products[0] as Value) : graph.node('Concat', products, { axis: 2 });
    return graph.node('Reshape', [stacked, graph.ints([filters, channels, ...kernel])]);
  },

  /** A convolution of the input with `dy`, with images and channels swapped, and stride and dilation swapped. */
  swapped(graph, [x, dy], geometry) {
    const maps = graph.node('Transpose', [x], { perm: [1, 0, 2, 3] });
    const kernel = graph.node('Transpose', [dy], { perm: [1, 0, 2, 3] });
    const product = graph.node('Conv', [maps, kernel], swappedWindow(geometry));
    return graph.node('Transpose', [cut(graph, product, geometry)], { perm: [1, 0, 2, 3] });
  },
};

/** Like `swapped`, separately for each channel. */
const swappedByChannel: KernelGradient = (graph, [x, dy], geometry) => {
  const { input, channels, filters, kernel } = geometry;
  const maps = graph.node('Transpose', [x], { perm: [1, 0, 2, 3] });
  const inOne = graph.node('Reshape', [maps, graph.ints([1, -1, ...input])]);
  const by = graph.node('Transpose', [dy], { perm: [1, 0, 2, 3] });
  const product = graph.node('Conv', [inOne, by], { ...swappedWindow(geometry), group: channels });
  return graph.node('Reshape', [cut(graph, product, geometry), graph.ints([filters, 1, ...kernel])]);
};

/** For each kernel position, the products of `dy` and the input values under that position, summed per channel. */
const tapsByChannel: KernelGradient = (graph, [x, dy], geometry) => {
  const { output, channels, filters, kernel } = geometry;
  const maps = padded(graph, x, geometry, [2, 3]);
  const byChannel = graph.node('Reshape', [dy, graph.ints([-1, channels, filters / channels, ...output])]);
  const sums = tapsOf(geometry).map((tap) => {
    const slice = sliceAt(graph, maps, tap, geometry, [2, 3]);
    const met = graph.node('Reshape', [slice, graph.ints([-1, channels, 1, ...output])]);
    const products = graph.node('Mul', [byChannel, met]);
    const sum = graph.node('ReduceSum', [products, graph.ints([0, 3, 4])], { keepdims: 0 });
    return graph.node('Reshape', [sum, graph.ints([filters, 1, 1])]);
  });
  const stacked = sums.length === 1 ? (sums[0] as Value) : graph.node('Concat', sums, { axis: 2 });
  return graph.node('Reshape', [stacked, graph.ints([filters, 1, ...kernel])]);
};

function windowOf({ kernel, stride, dilation, before, after, groups }: ConvGeometry) {
  return {
    kernel_shape: [...kernel],
    strides: [...stride],
    dilations: [...dilation],
    pads: [...before, ...after],
    group: groups,
  };
}

function swappedWindow({ output, stride, dilation, before, after }: ConvGeometry) {
  return {
    kernel_shape: [...output],
    strides: [...dilation],
    dilations: [...stride],
    pads: [...before, ...after],
  };
}

/** If the stride skips the last rows of the input, the swapped convolution returns more positions than the kernel has. */
function cut(
  graph: NodeBuilder,
  product: Value,
  { kernel, input, output, stride, dilation, before, after }: ConvGeometry,
) {
  const found = ([0, 1] as const).map((axis) => {
    const length = input[axis] + before[axis] + after[axis];
    return Math.floor((length - stride[axis] * (output[axis] - 1) - 1) / dilation[axis]) + 1;
  });
  if (found[0] === kernel[0] && found[1] === kernel[1]) return product;
  return graph.node('Slice', [product, graph.ints([0, 0]), graph.ints(kernel), graph.ints([2, 3])]);
}

/** Reshapes to `[filters, batch · positions]`. */
function flatByChannel(graph: NodeBuilder, maps: Value, channels: number): Value {
  const byChannel = graph.node('Transpose', [maps], { perm: [1, 0, 2, 3] });
  return graph.node('Reshape', [byChannel, graph.ints([channels, -1])]);
}

type Axes = readonly [number, number];

export function padded(
  graph: NodeBuilder,
  maps: Value,
  { before, after }: ConvGeometry,
  axes: Axes,
  value = 0,
): Value {
  if ([...before, ...after].every((count) => count === 0)) return maps;
  return padMaps(graph, maps, { before, after, axes, value });
}

export function tapsOf({ kernel }: ConvGeometry): readonly Axes[] {
  return Array.from({ length: kernel[0] * kernel[1] }, (_, i) => [Math.floor(i / kernel[1]), i % kernel[1]]);
}

/** The values of padded maps under the kernel position `tap`. */
export function sliceAt(
  graph: NodeBuilder,
  maps: Value,
  [row, column]: Axes,
  { input, output, stride, dilation, before, after }: ConvGeometry,
  axes: Axes,
): Value {
  const start = [row * dilation[0], column * dilation[1]];
  const end = ([0, 1] as const).map((axis) => (start[axis] ?? 0) + (output[axis] - 1) * stride[axis] + 1);
  const isWhole = ([0, 1] as const).every(
    (axis) =>
      start[axis] === 0 && stride[axis] === 1 && end[axis] === input[axis] + before[axis] + after[axis],
  );
  if (isWhole) return maps;
  return graph.node('Slice', [
    maps,
    graph.ints(start),
    graph.ints(end),
    graph.ints(axes),
    graph.ints(stride),
  ]);
}
