import { windowText, windowWords } from '../description';
import { channelsLast } from '../keras/keras-facet';
import type { KerasConfig } from '../keras/keras-object';
import type { Options } from '../keras/options';
import { readPadding, writtenPair } from '../keras/read-options';
import type { Kind, ShapeFacet } from '../kind';
import type { PlannedLayer } from '../layer';
import { inputsPerOutput, plainMemory } from '../memory';
import { needFeatureMap } from '../shapes';
import { seesPool, windowOutput } from '../window';

type Pool = 'maxPool2d' | 'averagePool2d';

const shape: ShapeFacet<Pool> = {
  output(config, [input = []]) {
    const problem = needFeatureMap(input);
    if (problem) return problem;
    const size = windowOutput(input, config, 'pool', input);
    return 'code' in size ? size : [...size, input[2] as number];
  },
  receptive: seesPool,
  window: (config) => config,
};

export const maxPool2dKind: Kind<'maxPool2d'> = {
  effect: 'selects',
  shape,
  memory: plainMemory,
  description: {
    words: (config) => `maxPool2d ${windowWords(config.size, config)}`,
    text: (config) => `max ${windowText(config.size, config)}`,
    role: 'pool',
  },
  keras: {
    className: 'MaxPooling2D',
    options: kerasOptions,
    readers: { MaxPooling2D: (options) => ({ type: 'maxPool', options: readPool(options) }) },
  },
};

export const averagePool2dKind: Kind<'averagePool2d'> = {
  effect: 'averages',
  shape,
  /** If the pool has padding, the padded input is kept too. */
  memory: (layer) => (hasBorder(layer) ? { held: 4 + 3 * inputsPerOutput(layer), work: 2 } : plainMemory()),
  description: {
    words: (config) => `averagePool2d ${windowWords(config.size, config)}`,
    text: (config) => `mean ${windowText(config.size, config)}`,
    role: 'pool',
  },
  keras: {
    className: 'AveragePooling2D',
    options: kerasOptions,
    readers: { AveragePooling2D: (options) => ({ type: 'averagePool', options: readPool(options) }) },
  },
};

/** Whether a pool with `padding: same` reaches beyond its input. */
function hasBorder({ config, inputShapes: [input = []], outputShape }: PlannedLayer<Pool>): boolean {
  const { size, stride } = config;
  return ([0, 1] as const).some((axis) => {
    const [steps = 0, length = 0] = [outputShape[axis], input[axis]];
    return (steps - 1) * stride[axis] + size[axis] > length;
  });
}

function kerasOptions({ config }: PlannedLayer<Pool>): KerasConfig {
  return { pool_size: config.size, padding: config.padding, strides: config.stride, ...channelsLast };
}

function readPool(options: Options) {
  const size = options.pair('pool_size', [2, 2]);
  const stride = options.pair('strides', size);
  return {
    size: writtenPair(size),
    stride: stride.join() === size.join() ? undefined : writtenPair(stride),
    padding: readPadding(options),
  };
}
