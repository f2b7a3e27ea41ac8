import { type ConvGeometry, geometryText } from './conv-geometry';

/** Ways to the gradient of a convolution by its kernel; which is fastest depends on the geometry. */
export const kernelGradientAlgorithms = ['columns', 'taps', 'swapped'] as const;
export type KernelGradientAlgorithm = (typeof kernelGradientAlgorithms)[number];

/** Ways to the gradient of a convolution by its input. */
export const inputGradientAlgorithms = ['transposed', 'reversed', 'scattered'] as const;
export type InputGradientAlgorithm = (typeof inputGradientAlgorithms)[number];

/** Ways to the gradient of a maximum over windows: from the places that ONNX keeps, or from comparisons. */
export const maxPoolGradientAlgorithms = ['indices', 'comparisons'] as const;
export type MaxPoolGradientAlgorithm = (typeof maxPoolGradientAlgorithms)[number];

/** How gradients are computed that there are several algorithms to. */
export interface GradientAlgorithms {
  kernelGradient(geometry: ConvGeometry): KernelGradientAlgorithm;
  inputGradient(geometry: ConvGeometry): InputGradientAlgorithm;
  readonly maxPoolGradient: MaxPoolGradientAlgorithm;
}

/** The algorithms of single geometries, by {@link kernelKey} and {@link inputKey}: data that a run's state keeps. */
export type ChosenAlgorithms = Readonly<Record<string, string>>;

export const kernelKey = (geometry: ConvGeometry) => `kernel ${geometryText(geometry)}`;
export const inputKey = (geometry: ConvGeometry) => `input ${geometryText(geometry)}`;

/** Those that were chosen, and for all other geometries those of a table. */
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

/** What bench/ found fastest on processors for the shapes of common networks; the same on every machine. */
export const algorithmTable: GradientAlgorithms = {
  /** The slices of few channels are not worth laying out. */
  kernelGradient({ kernel, channels, groups }) {
    return groups > 1 || (channels < 16 && kernel[0] * kernel[1] > 1) ? 'swapped' : 'columns';
  },

  /** A small map does not fill a product by itself: the whole batch does. */
  inputGradient(geometry) {
    const { output, groups } = geometry;
    if (groups > 1) return isReversible(geometry) ? 'reversed' : 'transposed';
    return output[0] * output[1] <= 36 ? 'scattered' : 'transposed';
  },

  maxPoolGradient: 'indices',
};

/** Of the operations that every provider of ONNX Runtime is right about: no dilation, and no places of maxima. */
export const plainAlgorithms: GradientAlgorithms = {
  kernelGradient: ({ groups }) => (groups > 1 ? 'taps' : 'columns'),
  inputGradient: () => 'transposed',
  maxPoolGradient: 'comparisons',
};

/** The algorithms that there are for a geometry. */
export function possibleKernelGradients({ groups }: ConvGeometry): readonly KernelGradientAlgorithm[] {
  return groups > 1 ? ['taps', 'swapped'] : kernelGradientAlgorithms;
}

export function possibleInputGradients(geometry: ConvGeometry): readonly InputGradientAlgorithm[] {
  const { stride, groups } = geometry;
  if (groups > 1) return isReversible(geometry) ? ['transposed', 'reversed'] : ['transposed'];
  return stride[0] === 1 && stride[1] === 1 ? inputGradientAlgorithms : ['transposed', 'scattered'];
}

/** Whether the gradient of a depthwise convolution by its input is one as well. */
function isReversible({ stride, channels, filters }: ConvGeometry): boolean {
  return stride[0] === 1 && stride[1] === 1 && filters === channels;
}
