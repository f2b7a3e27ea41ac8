import type { ShapeFacet } from '../shape-facet';
import { type Shape, type ShapeProblem, shapeText, sizeOf } from '../shapes';

/** The same values in the same (row-major) order; a size of -1 is whatever is left. */
export const reshapeShape: ShapeFacet<'reshape'> = {
  output({ shape }, [input = []]) {
    const values = sizeOf(input);
    const given = sizeOf(shape.filter((size) => size !== -1));
    if (!shape.includes(-1)) return given === values ? shape : mismatch(input, shape, `has ${given}`);
    const left = values / given;
    if (Number.isInteger(left)) return shape.map((size) => (size === -1 ? left : size));
    return mismatch(input, shape, `needs a multiple of ${given}`);
  },
};

function mismatch(input: Shape, shape: Shape, what: string): ShapeProblem {
  return {
    code: 'shape/reshape-mismatch',
    option: 'shape',
    message: `cannot keep all values: its input ${shapeText(input)} has ${sizeOf(input)}, the shape ${shapeText(shape)} ${what}`,
    hint: 'give sizes whose product is the number of values; one of them may be -1, whatever is left',
  };
}
