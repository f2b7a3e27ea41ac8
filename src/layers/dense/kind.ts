import { readFoldedActivation } from '../activation/kind';
import { readBias, readKernel } from '../keras/read-options';
import { biasOptions, kernelOptions } from '../keras/write-options';
import type { Kind } from '../kind';
import { weightedMemory } from '../memory';
import { shapeText } from '../shapes';
import { biasOf, kernelOf } from '../weights';
import { seesAll } from '../window';

export const denseKind: Kind<'dense'> = {
  effect: 'transforms',
  shape: {
    output({ units }, [input = []]) {
      if (input.length === 1) return [units];
      return {
        code: 'shape/wrong-rank',
        message: `needs a vector [features], received the feature map ${shapeText(input)}`,
        hint: 'add a block { type: flatten } or { type: globalAveragePool } before it',
      };
    },
    /** Kernel `[input values, units]`, then one bias per unit. */
    weights: (config, [input = []]) => [
      kernelOf(config, [input[0] as number, config.units]),
      ...biasOf(config, config.units),
    ],
    macs: ({ units }, [input = []]) => (input[0] as number) * units,
    receptive: seesAll,
  },

  memory: weightedMemory,

  description: { text: () => 'dense', role: 'dense' },

  /** Without quantization. */
  keras: {
    className: 'Dense',
    options: ({ config }) => ({
      units: config.units,
      ...kernelOptions(config, 2),
      ...biasOptions(config),
      quantization_config: null,
    }),
    readers: {
      Dense: (options) => ({
        type: 'dense',
        part: 'dense',
        options: {
          units: options.number('units'),
          ...readKernel(options, 'kernel', 2),
          ...readBias(options),
        },
        ...readFoldedActivation(options),
      }),
    },
  },
};
