import type { Kind } from '../kind';
import { plainMemory } from '../memory';
import { type Shape, type ShapeProblem, shapeText } from '../shapes';
import { seesItsPlace } from '../window';

const sameWindows =
  'give the blocks before it the same stride and padding, or the smaller path a conv of its own';

export const addKind: Kind<'add'> = {
  effect: 'merges',
  shape: {
    output(_config, inputs) {
      const [first = []] = inputs;
      return inputs.every((input) => shapeText(input) === shapeText(first))
        ? first
        : mismatch(inputs, 'in every size', sameWindows);
    },
    receptive: seesItsPlace,
  },
  memory: plainMemory,
  description: { text: () => 'add', role: 'sum' },
  keras: {
    className: 'Add',
    options: () => ({}),
    takesList: true,
    readers: { Add: () => ({ type: 'add', options: {} }) },
  },
};

export const multiplyKind: Kind<'multiply'> = {
  effect: 'merges',
  shape: {
    /** Each size is the largest of the inputs'; one that is smaller has to be 1. */
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
    receptive: seesItsPlace,
  },
  memory: plainMemory,
  description: { text: () => 'multiply', role: 'product' },
  keras: {
    className: 'Multiply',
    options: () => ({}),
    takesList: true,
    readers: { Multiply: () => ({ type: 'multiply', options: {} }) },
  },
};

/** Puts its inputs side by side along the channels. */
export const concatKind: Kind<'concat'> = {
  effect: 'merges',
  shape: {
    output(_config, inputs) {
      const [first = []] = inputs;
      const fits = inputs.every((input) => shapeText(input.slice(0, -1)) === shapeText(first.slice(0, -1)));
      if (!fits) return mismatch(inputs, 'in all but their channels', sameWindows);
      return [...first.slice(0, -1), inputs.reduce((sum, input) => sum + (input.at(-1) as number), 0)];
    },
    receptive: seesItsPlace,
  },
  memory: plainMemory,
  description: { text: () => 'concat', role: 'concatenation' },
  keras: {
    className: 'Concatenate',
    options: () => ({ axis: -1 }),
    takesList: true,
    readers: {
      Concatenate(options, { rank }) {
        options.lastAxis('axis', rank);
        return { type: 'concat', options: {} };
      },
    },
  },
};

function mismatch(inputs: readonly Shape[], how: string, hint: string): ShapeProblem {
  return {
    code: 'shape/merge-mismatch',
    message: `needs inputs that agree ${how}, received ${inputs.map(shapeText).join(' and ')}`,
    hint,
  };
}
