import type { Shape } from '../layer';
import { type ShapeFacet, type ShapeProblem, shapeText } from '../shape-facet';

export const addShape: ShapeFacet<'add'> = {
  output(_config, inputs) {
    const [first = []] = inputs;
    return inputs.every((input) => shapeText(input) === shapeText(first))
      ? first
      : mismatch(inputs, 'in every size');
  },
};

export const concatShape: ShapeFacet<'concat'> = {
  output(_config, inputs) {
    const [first = []] = inputs;
    const fits = inputs.every((input) => shapeText(input.slice(0, -1)) === shapeText(first.slice(0, -1)));
    if (!fits) return mismatch(inputs, 'in all but their channels');
    return [...first.slice(0, -1), inputs.reduce((sum, input) => sum + (input.at(-1) as number), 0)];
  },
};

function mismatch(inputs: readonly Shape[], how: string): ShapeProblem {
  return {
    code: 'shape/merge-mismatch',
    message: `needs inputs that agree ${how}, received ${inputs.map(shapeText).join(' and ')}`,
    hint: 'give the blocks before it the same stride and padding, or the smaller path a conv of its own',
  };
}
