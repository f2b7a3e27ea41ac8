import type { Kind } from '../kind';
import { plainMemory } from '../memory';
import { type Shape, type ShapeProblem, shapeText } from '../shapes';
import { seesItsPlace } from '../window';

const sameWindows =
  'use the same stride and padding on all paths, or add a conv to one path so that its shape matches';

export const addKind: Kind<'add'> = {
  effect: 'merges',
  shape: {
    output(_config, inputs) {
      const [first = []] = inputs;
      return inputs.every((input) => shapeText(input) === shapeText(first))
        ? first
        : mismatch(inputs, 'in all sizes', sameWindows);
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
    /** Each size is the largest of the inputs'; smaller ones must be 1. */
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
        'in all sizes other than 1',
        'for one factor per channel, use a shape of [1, 1, channels]: { type: globalAveragePool, keepDimensions: true } gives it',
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

/** Concatenates its inputs along the channels. */
export const concatKind: Kind<'concat'> = {
  effect: 'merges',
  shape: {
    output(_config, inputs) {
      const [first = []] = inputs;
      const fits = inputs.every((input) => shapeText(input.slice(0, -1)) === shapeText(first.slice(0, -1)));
      if (!fits) return mismatch(inputs, 'in all sizes but the channels', sameWindows);
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
