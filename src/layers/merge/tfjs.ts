import { add, concat, mul } from '@tensorflow/tfjs-core';
import type { TfjsFacet } from '../tfjs/tfjs-facet';

/** Element-wise sum of inputs of equal shape. */
export const addFacet: TfjsFacet<'add'> = {
  className: () => 'Add',
  config: () => ({}),
  forward: (_, inputs) => inputs.reduce((sum, x) => add(sum, x)),
  kernels: () => ['Add', 'Reshape'],
};

/** Element-wise product; sizes of 1 are broadcast. */
export const multiplyFacet: TfjsFacet<'multiply'> = {
  className: () => 'Multiply',
  config: () => ({}),
  forward: (_, inputs) => inputs.reduce((product, x) => mul(product, x)),
  kernels: () => ['Multiply', 'Cast', 'Sum', 'Reshape'],
};

/** Concatenation along the channels. */
export const concatFacet: TfjsFacet<'concat'> = {
  className: () => 'Concatenate',
  config: () => ({ axis: -1 }),
  forward: (_, inputs) => concat([...inputs], -1),
  kernels: () => ['Concat', 'SplitV'],
};
