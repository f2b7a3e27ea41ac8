import { type ConvGeometry, geometryText } from './conv-geometry';

/** Ways to the gradient of a convolution by its kernel; which is fastest depends on the geometry. */
export const kernelGradientWays = ['columns', 'taps', 'swapped'] as const;
export type KernelGradientWay = (typeof kernelGradientWays)[number];

/** Ways to the gradient of a convolution by its input. */
export const inputGradientWays = ['transposed', 'reversed', 'scattered'] as const;
export type InputGradientWay = (typeof inputGradientWays)[number];

/** Ways to the gradient of a maximum over windows: from the places that ONNX keeps, or from comparisons. */
const maxPoolGradientWays = ['indices', 'comparisons'] as const;
type MaxPoolGradientWay = (typeof maxPoolGradientWays)[number];

/** How gradients are computed that there are several ways to. */
export interface GradientWays {
  kernelGradient(geometry: ConvGeometry): KernelGradientWay;
  inputGradient(geometry: ConvGeometry): InputGradientWay;
  readonly maxPoolGradient: MaxPoolGradientWay;
}

/** The ways of single geometries, by {@link kernelKey} and {@link inputKey}: data that a run's state keeps. */
export type ChosenWays = Readonly<Record<string, string>>;

export const kernelKey = (geometry: ConvGeometry) => `kernel ${geometryText(geometry)}`;
export const inputKey = (geometry: ConvGeometry) => `input ${geometryText(geometry)}`;

/** Those that were chosen, and for all other geometries those of a table. */
export function waysWith(chosen: ChosenWays, table: GradientWays): GradientWays {
  const chosenOf = <W extends string>(key: string, ways: readonly W[]) => {
    const text = chosen[key];
    return ways.find((way) => way === text);
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
export const tableOfWays: GradientWays = {
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
export const plainWays: GradientWays = {
  kernelGradient: ({ groups }) => (groups > 1 ? 'taps' : 'columns'),
  inputGradient: () => 'transposed',
  maxPoolGradient: 'comparisons',
};

/** The ways that there are for a geometry. */
export function possibleKernelGradients({ groups }: ConvGeometry): readonly KernelGradientWay[] {
  return groups > 1 ? ['taps', 'swapped'] : kernelGradientWays;
}

export function possibleInputGradients(geometry: ConvGeometry): readonly InputGradientWay[] {
  const { stride, groups } = geometry;
  if (groups > 1) return isReversible(geometry) ? ['transposed', 'reversed'] : ['transposed'];
  return stride[0] === 1 && stride[1] === 1 ? inputGradientWays : ['transposed', 'scattered'];
}

/** Whether the gradient of a depthwise convolution by its input is one as well. */
function isReversible({ stride, channels, filters }: ConvGeometry): boolean {
  return stride[0] === 1 && stride[1] === 1 && filters === channels;
}
