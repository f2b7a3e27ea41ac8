import { type ConvGeometry, geometryText } from './conv-geometry';

/**
 * Algorithms for the gradient of a convolution with respect to its kernel. Which is fastest depends on the geometry.
 */
export const kernelGradientAlgorithms = ['columns', 'taps', 'swapped'] as const;
export type KernelGradientAlgorithm = (typeof kernelGradientAlgorithms)[number];

/** Algorithms for the gradient of a convolution with respect to its input. */
export const inputGradientAlgorithms = ['transposed', 'reversed', 'scattered'] as const;
export type InputGradientAlgorithm = (typeof inputGradientAlgorithms)[number];

/** Algorithms for the gradient of max pooling: from the indices that ONNX returns, or from comparisons. */
const maxPoolGradientAlgorithms = ['indices', 'comparisons'] as const;
type MaxPoolGradientAlgorithm = (typeof maxPoolGradientAlgorithms)[number];

/** The algorithm for each gradient that has several. */
export interface GradientAlgorithms {
  kernelGradient(geometry: ConvGeometry): KernelGradientAlgorithm;
  inputGradient(geometry: ConvGeometry): InputGradientAlgorithm;
  readonly maxPoolGradient: MaxPoolGradientAlgorithm;
}

/** The algorithms chosen for single geometries, by {@link kernelKey} and {@link inputKey}. Plain data, saved in the state file. */
export type ChosenAlgorithms = Readonly<Record<string, string>>;

export const kernelKey = (geometry: ConvGeometry) => `kernel ${geometryText(geometry)}`;
export const inputKey = (geometry: ConvGeometry) => `input ${geometryText(geometry)}`;

/** Uses the chosen algorithms, and those of `table` for all other geometries. */
export function algorithmsWith(chosen: ChosenAlgorithms, table: GradientAlgorithms): GradientAlgorithms {
  const chosenOf = <W extends string>(key: string, algorithms: readonly W[]) => {
    const text = chosen[key];
    return algorithms.find((algorithm) => algorithm === text);
  };
  return {
    ...table,
    kernelGradient: (geometry) =>
      chosenOf(kernelKey(geometry), possibleKernelGradients(geometry)) ?? table.kernelGradient(geometry),
    inputGradient: (geometry) =>
      chosenOf(inputKey(geometry), possibleInputGradients(geometry)) ?? table.inputGradient(geometry),
  };
}

/** The algorithms that bench/ measured as fastest on CPUs for the shapes of common networks. The same on every machine. */
export const algorithmTable: GradientAlgorithms = {
  /** With few channels, laying out the slices costs more than it saves. */
  kernelGradient({ kernel, channels, groups }) {
    return groups > 1 || (channels < 16 && kernel[0] * kernel[1] > 1) ? 'swapped' : 'columns';
  },

  /** A single small map makes too small a product, the whole batch does not. */
  inputGradient(geometry) {
    const { output, groups } = geometry;
    if (groups > 1) return isReversible(geometry) ? 'reversed' : 'transposed';
    return output[0] * output[1] <= 36 ? 'scattered' : 'transposed';
  },

  maxPoolGradient: 'indices',
};

/** Algorithms that use only operators every ONNX Runtime provider computes correctly: no dilation, no indices of maxima. */
export const plainAlgorithms: GradientAlgorithms = {
  kernelGradient: ({ groups }) => (groups > 1 ? 'taps' : 'columns'),
  inputGradient: () => 'transposed',
  maxPoolGradient: 'comparisons',
};

/** Lists the algorithms that apply to a geometry. */
export function possibleKernelGradients({ groups }: ConvGeometry): readonly KernelGradientAlgorithm[] {
  return groups > 1 ? ['taps', 'swapped'] : kernelGradientAlgorithms;
}

export function possibleInputGradients(geometry: ConvGeometry): readonly InputGradientAlgorithm[] {
  const { stride, groups } = geometry;
  if (groups > 1) return isReversible(geometry) ? ['transposed', 'reversed'] : ['transposed'];
  return stride[0] === 1 && stride[1] === 1 ? inputGradientAlgorithms : ['transposed', 'scattered'];
}

/** Whether the input gradient of a depthwise convolution is itself a depthwise convolution. */
function isReversible({ stride, channels, filters }: ConvGeometry): boolean {
  return stride[0] === 1 && stride[1] === 1 && filters === channels;
}
