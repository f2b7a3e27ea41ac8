import type { ShapeFacet } from '../shape-facet';
import { type Shape, type ShapeProblem, shapeText } from '../shapes';

const sameWindows =
  'give the blocks before it the same stride and padding, or the smaller path a conv of its own';

export const addShape: ShapeFacet<'add'> = {
  output(_config, inputs) {
    const [first = []] = inputs;
    return inputs.every((input) => shapeText(input) === shapeText(first))
      ? first
      : mismatch(inputs, 'in every size', sameWindows);
  },
};

/** Each size is the largest of the inputs'; one that is smaller has to be 1. */
export const multiplyShape: ShapeFacet<'multiply'> = {
  output(_config, inputs) {
    const [first = []] = inputs;
    const sizes = first.map((_, axis) => Math.max(...inputs.map((input) => input[axis] ?? 0)));
    const fits = inputs.every(
      (input) =>
        input.length === first.length && input.every((size, axis) => size === 1 || size === sizes[axis]),
    );
    if (fits) return sizes;
    return mismatch(
      inputs,
      'in every size that is not 1',
      'one factor for each channel is [1, 1, channels]: { type: globalAveragePool, keepDimensions: true } yields it',
    );
  },
};

export const concatShape: ShapeFacet<'concat'> = {
  output(_config, inputs) {
    const [first = []] = inputs;
    const fits = inputs.every((input) => shapeText(input.slice(0, -1)) === shapeText(first.slice(0, -1)));
    if (!fits) return mismatch(inputs, 'in all but their channels', sameWindows);
    return [...first.slice(0, -1), inputs.reduce((sum, input) => sum + (input.at(-1) as number), 0)];
  },
};

function mismatch(inputs: readonly Shape[], how: string, hint: string): ShapeProblem {
  return {
    code: 'shape/merge-mismatch',
    message: `needs inputs that agree ${how}, received ${inputs.map(shapeText).join(' and ')}`,
    hint,
  };
}
