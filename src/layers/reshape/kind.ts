import { channelsLast } from '../keras/keras-facet';
import { shown, UnsupportedError } from '../keras/options';
import type { Kind } from '../kind';
import { viewMemory } from '../memory';
import { type Shape, type ShapeProblem, shapeText, sizeOf } from '../shapes';
import { seesAll } from '../window';

/** Flattens in the order height, width, channels. */
export const flattenKind: Kind<'flatten'> = {
  effect: 'rearranges',
  shape: { output: (_config, [input = []]) => [sizeOf(input)], receptive: seesAll },
  memory: viewMemory,
  description: { text: () => 'flatten', role: 'flat' },
  keras: {
    className: 'Flatten',
    options: () => channelsLast,
    readers: { Flatten: () => ({ type: 'flatten', options: {} }) },
    outputRank: () => 2,
  },
};

/** Keeps the values in row-major order. A size of -1 is computed from the others. */
export const reshapeKind: Kind<'reshape'> = {
  effect: 'rearranges',
  shape: {
    output({ shape }, [input = []]) {
      const values = sizeOf(input);
      const given = sizeOf(shape.filter((size) => size !== -1));
      if (!shape.includes(-1)) return given === values ? shape : mismatch(input, shape, `has ${given}`);
      const left = values / given;
      if (Number.isInteger(left)) return shape.map((size) => (size === -1 ? left : size));
      return mismatch(input, shape, `needs a multiple of ${given}`);
    },
    receptive: seesAll,
  },
  memory: viewMemory,
  description: { text: () => 'reshape', role: 'flat' },
  /** The shape as the author wrote it, -1 included. */
  keras: {
    className: 'Reshape',
    options: ({ config }) => ({ target_shape: config.shape }),
    readers: {
      Reshape(options) {
        const shape = options.take('target_shape');
        if (!Array.isArray(shape)) throw new UnsupportedError(`its option "target_shape" is ${shown(shape)}`);
        return { type: 'reshape', options: { shape } };
      },
    },
    outputRank: ({ target_shape: shape }) => (Array.isArray(shape) ? shape.length + 1 : undefined),
  },
};

function mismatch(input: Shape, shape: Shape, what: string): ShapeProblem {
  return {
    code: 'shape/reshape-mismatch',
    option: 'shape',
    message: `cannot reshape ${shapeText(input)} with ${sizeOf(input)} values: the shape ${shapeText(shape)} ${what}`,
    hint: 'use sizes whose product is the number of values; one of them may be -1 and is computed from the others',
  };
}
