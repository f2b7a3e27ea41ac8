import { channelsLast, type Written } from '../keras/keras-facet';
import { type Options, shown, UnsupportedError } from '../keras/options';
import type { Kind } from '../kind';
import type { Borders } from '../layer';
import { plainMemory } from '../memory';
import { needFeatureMap, type Shape, shapeText } from '../shapes';
import { seesItsPlace } from '../window';

export const zeroPadding2dKind: Kind<'zeroPadding2d'> = {
  effect: 'pads',
  shape: {
    output: ({ padding }, [input = []]) => needFeatureMap(input) ?? widened(input, padding, 1),
    receptive: seesItsPlace,
  },
  memory: plainMemory,
  description: { text: ({ padding }) => `pad ${bordersText(padding)}`, role: 'step' },
  keras: {
    className: 'ZeroPadding2D',
    options: ({ config: { padding } }) => ({ padding, ...channelsLast }),
    readers: {
      ZeroPadding2D: (options) => ({
        type: 'zeroPadding',
        options: { padding: readBorders(options, 'padding') },
      }),
    },
  },
};

export const cropping2dKind: Kind<'cropping2d'> = {
  effect: 'selects',
  shape: {
    output({ cropping }, [input = []]) {
      const problem = needFeatureMap(input);
      if (problem) return problem;
      const output = widened(input, cropping, -1);
      if (output.every((size) => size > 0)) return output;
      return {
        code: 'shape/empty-output',
        option: 'cropping',
        message: `leaves no output: cropping [${cropping.map(shapeText).join(', ')}] removes its whole input ${shapeText(input.slice(0, 2))}`,
        hint: 'crop less, or use a larger input',
      };
    },
    receptive: seesItsPlace,
  },
  memory: plainMemory,
  description: { text: ({ cropping }) => `crop ${bordersText(cropping)}`, role: 'step' },
  keras: {
    className: 'Cropping2D',
    options: ({ config: { cropping } }) => ({ cropping, ...channelsLast }),
    readers: {
      Cropping2D: (options) => ({
        type: 'cropping',
        options: { cropping: readBorders(options, 'cropping') },
      }),
    },
  },
};

/** The shape with `sign` times the borders added to its height and width. */
function widened([height, width, channels]: Shape, [rows, columns]: Borders, sign: 1 | -1): Shape {
  return [
    (height as number) + sign * (rows[0] + rows[1]),
    (width as number) + sign * (columns[0] + columns[1]),
    channels as number,
  ];
}

/** One number if all sides are equal, two (before, after) if both axes are, otherwise top, bottom, left, right. */
function bordersText([rows, columns]: Borders): string {
  const agree = rows[0] === columns[0] && rows[1] === columns[1];
  const sides = agree ? (rows[0] === rows[1] ? rows.slice(1) : rows) : [...rows, ...columns];
  return sides.join(',');
}

/** Reads `[[top, bottom], [left, right]]`. Keras also accepts one number, or one per axis. */
function readBorders(options: Options, key: string): Written {
  const value = options.take(key, 1);
  const isCount = (count: unknown) => typeof count === 'number';
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount);
  if (isCount(value)) return value;
  if (!Array.isArray(value) || value.length !== 2 || !value.every((side) => isCount(side) || isPair(side)))
    throw new UnsupportedError(`its option "${key}" is ${shown(value)}`);
  const [rows, columns] = value.map((side: unknown) => (Array.isArray(side) ? side : [side, side]));
  const all = [...(rows ?? []), ...(columns ?? [])];
  return all.every((count) => count === all[0]) ? (all[0] as number) : [rows, columns];
}
