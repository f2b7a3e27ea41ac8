import { type ConvGeometry, geometryText } from './conv-geometry';

/** Ways to the gradient of a convolution by its kernel; which is fastest depends on the geometry. */
export const kernelGradientWays = ['columns', 'taps', 'swapped'] as const;
export type KernelGradientWay = (typeof kernelGradientWays)[number];

/** Ways to the gradient of a convolution by its input. */
export const inputGradientWays = ['transposed', 'reversed', 'scattered'] as const;
export type InputGradientWay = (typeof inputGradientWays)[number];

/** How the gradients of each convolution are computed. */
export interface ConvWays {
  kernelGradient(geometry: ConvGeometry): KernelGradientWay;
  inputGradient(geometry: ConvGeometry): InputGradientWay;
}

/** The ways of single geometries, by {@link kernelKey} and {@link inputKey}: data that a run's state keeps. */
export type ChosenWays = Readonly<Record<string, string>>;

export const kernelKey = (geometry: ConvGeometry) => `kernel ${geometryText(geometry)}`;
export const inputKey = (geometry: ConvGeometry) => `input ${geometryText(geometry)}`;

/** Those that were chosen, and for all other geometries those of the table. */
export function waysWith(chosen: ChosenWays): ConvWays {
  const chosenOf = <W extends string>(key: string, ways: readonly W[]) => {
    const text = chosen[key];
    return ways.find((way) => way === text);
  };
  return {
    kernelGradient: (geometry) =>
      chosenOf(kernelKey(geometry), kernelGradientWays) ?? tableOfKernelGradients(geometry),
    inputGradient: (geometry) =>
      chosenOf(inputKey(geometry), inputGradientWays) ?? tableOfInputGradients(geometry),
  };
}

/** The same on every machine: what bench/ found fastest for the shapes of common networks. */
export const tableOfWays: ConvWays = {
  kernelGradient: tableOfKernelGradients,
  inputGradient: tableOfInputGradients,
};

/** The slices of few channels are not worth laying out. */
function tableOfKernelGradients({ kernel, channels }: ConvGeometry): KernelGradientWay {
  return channels < 16 && kernel[0] * kernel[1] > 1 ? 'swapped' : 'columns';
}

/** A small map does not fill a product by itself: the whole batch does. */
function tableOfInputGradients({ output, groups }: ConvGeometry): InputGradientWay {
  return groups === 1 && output[0] * output[1] <= 36 ? 'scattered' : 'transposed';
}

/** The ways that exist for a geometry. */
export function possibleInputGradients({ stride, groups }: ConvGeometry): readonly InputGradientWay[] {
  if (groups > 1) return ['transposed'];
  return stride[0] === 1 && stride[1] === 1 ? inputGradientWays : ['transposed', 'scattered'];
}
