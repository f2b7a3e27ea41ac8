import type { Borders } from '../layer';
import type { ShapeFacet } from '../shape-facet';
import { needFeatureMap, type Shape, shapeText } from '../shapes';

export const zeroPadding2dShape: ShapeFacet<'zeroPadding2d'> = {
  output: ({ padding }, [input = []]) => needFeatureMap(input) ?? widened(input, padding, 1),
};

export const cropping2dShape: ShapeFacet<'cropping2d'> = {
  output({ cropping }, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const output = widened(input, cropping, -1);
    if (output.every((size) => size > 0)) return output;
    return {
      code: 'shape/empty-output',
      option: 'cropping',
      message: `leaves no output: cropping [${cropping.map(shapeText).join(', ')}] removes all of its input ${shapeText(input.slice(0, 2))}`,
      hint: 'crop less, or give it a larger input',
    };
  },
};

/** Height and width with `sign` times the borders added. */
function widened([height, width, channels]: Shape, [rows, columns]: Borders, sign: 1 | -1): Shape {
  return [
    (height as number) + sign * (rows[0] + rows[1]),
    (width as number) + sign * (columns[0] + columns[1]),
    channels as number,
  ];
}
