import { channelsLast, type LayerReader } from '../keras/keras-facet';
import type { KerasConfig } from '../keras/keras-object';
import type { Kind, ShapeFacet } from '../kind';
import type { PlannedLayer } from '../layer';
import { inputsPerOutput, type MemoryCost } from '../memory';
import { needFeatureMap } from '../shapes';
import { seesAll } from '../window';

type GlobalPool = 'globalMaxPool2d' | 'globalAveragePool2d';

const shape: ShapeFacet<GlobalPool> = {
  output({ keepDimensions }, [input = []]) {
    const channels = input[2] as number;
    return needFeatureMap(input) ?? (keepDimensions ? [1, 1, channels] : [channels]);
  },
  receptive: seesAll,
};

/** The largest value of each channel. */
export const globalMaxPool2dKind: Kind<'globalMaxPool2d'> = {
  effect: 'selects',
  shape,
  memory,
  description: { text: () => 'global max', role: 'pool' },
  keras: {
    className: 'GlobalMaxPooling2D',
    options: kerasOptions,
    readers: { GlobalMaxPooling2D: reader('globalMaxPool') },
    outputRank,
  },
};

/** The mean of each channel. */
export const globalAveragePool2dKind: Kind<'globalAveragePool2d'> = {
  effect: 'averages',
  shape,
  memory,
  description: { text: () => 'global mean', role: 'pool' },
  keras: {
    className: 'GlobalAveragePooling2D',
    options: kerasOptions,
    readers: { GlobalAveragePooling2D: reader('globalAveragePool') },
    outputRank,
  },
};

/** The gradient is as large as the input, which is many times larger than the output. */
function memory(layer: PlannedLayer<GlobalPool>): MemoryCost {
  return { held: 2, work: 2 * inputsPerOutput(layer) };
}

function kerasOptions({ config }: PlannedLayer<GlobalPool>): KerasConfig {
  return { ...channelsLast, keepdims: config.keepDimensions };
}

function reader(type: string): LayerReader {
  return (options) => ({
    type,
    options: { keepDimensions: options.boolean('keepdims', false) || undefined },
  });
}

function outputRank({ keepdims }: KerasConfig): number {
  return keepdims === true ? 4 : 2;
}
