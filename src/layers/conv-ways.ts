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

/** The ways of single geometries, by `kernel` or `input` and {@link geometryText}: data that a run's state keeps. */
export type ChosenWays = Readonly<Record<string, string>>;

/** Those that were chosen, and for all other geometries those of the table. */
export function waysWith(chosen: ChosenWays): ConvWays {
  const chosenOf = <W extends string>(key: string, ways: readonly W[]) => {
    const text = chosen[key];
    return ways.find((way) => way === text);
  };
  return {
    kernelGradient: (geometry) =>
      chosenOf(`kernel ${geometryText(geometry)}`, kernelGradientWays) ?? tableOfKernelGradients(geometry),
    inputGradient: (geometry) =>
      chosenOf(`input ${geometryText(geometry)}`, inputGradientWays) ?? tableOfInputGradients(geometry),
  };
}

/** The same on every machine: what bench/ found fastest for the shapes of common networks. */
export const tableOfWays: ConvWays = {
  kernelGradient: tableOfKernelGradients,
  inputGradient: tableOfInputGradients,
};

function tableOfKernelGradients({ kernel, output, channels }: ConvGeometry): KernelGradientWay {
  const places = output[0] * output[1];
  if (channels < 16) return kernel[0] * kernel[1] > 1 ? 'swapped' : 'columns';
  return places < 64 || kernel[0] * kernel[1] === 1 ? 'columns' : 'taps';
}

function tableOfInputGradients(_geometry: ConvGeometry): InputGradientWay {
  return 'transposed';
}

/** The ways that exist for a geometry. */
export function possibleInputGradients({ stride, groups }: ConvGeometry): readonly InputGradientWay[] {
  if (groups > 1) return ['transposed'];
  return stride[0] === 1 && stride[1] === 1 ? inputGradientWays : ['transposed', 'scattered'];
}
