import { CannotHold } from '../../../layers/keras/cannot-hold';
import type { Options } from '../../../layers/keras/options';
import { shown } from '../../../layers/keras/options';
import { bias, initializer, kernel, standardVectors, type Written } from '../../../layers/keras/read-options';
import { activation, activationLayers } from './activations';

/** A block that a Keras layer comes to: its options as an author writes them, those at their default left out. */
export interface ReadLayer {
  readonly type: string;
  readonly options: Readonly<Record<string, Written | undefined>>;
  /** The function that the layer applies to its output, where Keras folds one in. */
  readonly activation?: Written;
  /** What the language adds to the block's name for this layer. */
  readonly part?: 'conv' | 'dense';
}

/** What a layer's place says: axes of its input, that of the images included. */
interface Place {
  readonly rank: number;
}

type LayerReader = (options: Options, place: Place) => ReadLayer;

const size = ([height, width]: readonly [number, number]): Written =>
  height === width ? height : [height, width];

/** A pair as it is written, unless it is `[1, 1]`. */
const unlessOne = (pair: readonly [number, number]) => (pair.join() === '1,1' ? undefined : size(pair));

const padding = (options: Options) => {
  const value = options.choice('padding', ['valid', 'same'], 'valid');
  return value === 'valid' ? undefined : value;
};

const window = (options: Options) => ({
  kernel: size(options.pair('kernel_size')),
  stride: unlessOne(options.pair('strides', [1, 1])),
  padding: padding(options),
  dilation: unlessOne(options.pair('dilation_rate', [1, 1])),
});

const depthMultiplier = (options: Options) => {
  const value = options.number('depth_multiplier', 1);
  return { depthMultiplier: value === 1 ? undefined : value };
};

const folded = (options: Options) => {
  const written = activation(options.take('activation', 'linear'));
  return written === 'linear' ? {} : { activation: written };
};

const pool = (options: Options) => {
  const pair = options.pair('pool_size', [2, 2]);
  const stride = options.pair('strides', pair);
  return {
    size: size(pair),
    stride: stride.join() === pair.join() ? undefined : size(stride),
    padding: padding(options),
  };
};

const globalPool =
  (type: string): LayerReader =>
  (options) => ({
    type,
    options: { keepDimensions: options.boolean('keepdims', false) || undefined },
  });

const merge =
  (type: string): LayerReader =>
  () => ({ type, options: {} });

const norm = (options: Options, { rank }: Place) => {
  options.lastAxis('axis', rank);
  const epsilon = options.number('epsilon', 1e-3);
  standardVectors(options, { beta: 'zeros', gamma: 'ones' });
  return {
    epsilon: epsilon === 1e-3 ? undefined : epsilon,
    center: options.boolean('center', true) ? undefined : false,
    scale: options.boolean('scale', true) ? undefined : false,
  };
};

/** `[[top, bottom], [left, right]]` as the language writes it; Keras takes one number, and one for each axis, too. */
const borders = (options: Options, key: string): Written => {
  const value = options.take(key, 1);
  const isCount = (count: unknown) => typeof count === 'number';
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount);
  if (isCount(value)) return value;
  if (!Array.isArray(value) || value.length !== 2 || !value.every((side) => isCount(side) || isPair(side)))
    throw new CannotHold(`its option "${key}" is ${shown(value)}`);
  const [rows, columns] = value.map((side: unknown) => (Array.isArray(side) ? side : [side, side]));
  const all = [...(rows ?? []), ...(columns ?? [])];
  return all.every((count) => count === all[0]) ? (all[0] as number) : [rows, columns];
};

const activationReaders = Object.fromEntries(
  Object.entries(activationLayers).map(([name, read]): [string, LayerReader] => [
    name,
    (options, { rank }) => ({ type: 'activation', options: { function: read(options, rank) } }),
  ]),
);

/** The two convolutions with one kernel are spelt alike. */
function convolution(type: 'conv' | 'convTranspose'): LayerReader {
  return (options) => ({
    type,
    part: 'conv',
    options: {
      filters: options.number('filters'),
      ...window(options),
      ...kernel(options, 'kernel', 4),
      ...bias(options),
    },
    ...folded(options),
  });
}

/** The blocks that Keras's layers come to, by class. */
export const layerReaders: Readonly<Record<string, LayerReader>> = {
  ...activationReaders,
  Conv2D: convolution('conv'),
  DepthwiseConv2D: (options) => ({
    type: 'depthwiseConv',
    part: 'conv',
    options: {
      ...window(options),
      ...depthMultiplier(options),
      ...kernel(options, 'depthwise', 4),
      ...bias(options),
    },
    ...folded(options),
  }),
  SeparableConv2D: (options) => ({
    type: 'separableConv',
    part: 'conv',
    options: {
      filters: options.number('filters'),
      ...window(options),
      ...depthMultiplier(options),
      ...kernel(options, 'depthwise', 4),
      ...kernel(options, 'pointwise', 4),
      ...bias(options),
    },
    ...folded(options),
  }),
  Conv2DTranspose: convolution('convTranspose'),
  Dense: (options) => ({
    type: 'dense',
    part: 'dense',
    options: { units: options.number('units'), ...kernel(options, 'kernel', 2), ...bias(options) },
    ...folded(options),
  }),
  MaxPooling2D: (options) => ({ type: 'maxPool', options: pool(options) }),
  AveragePooling2D: (options) => ({ type: 'averagePool', options: pool(options) }),
  GlobalMaxPooling2D: globalPool('globalMaxPool'),
  GlobalAveragePooling2D: globalPool('globalAveragePool'),
  BatchNormalization(options, place) {
    standardVectors(options, { moving_mean: 'zeros', moving_variance: 'ones' });
    const momentum = options.number('momentum', 0.99);
    return {
      type: 'batchNorm',
      options: { momentum: momentum === 0.99 ? undefined : momentum, ...norm(options, place) },
    };
  },
  LayerNormalization: (options, place) => ({ type: 'layerNorm', options: norm(options, place) }),
  PReLU(options, { rank }) {
    const axes = options.take('shared_axes', []);
    const shared = Array.isArray(axes) && axes.join() === '1,2' && rank === 4;
    if (!shared && !(Array.isArray(axes) && axes.length === 0))
      throw new CannotHold(`its option "shared_axes" is ${shown(axes)}`);
    return {
      type: 'prelu',
      options: {
        alphaInitializer: initializer(options, 'alpha_initializer', 'zeros'),
        shared: shared || undefined,
      },
    };
  },
  Dropout: (options) => ({ type: 'dropout', options: { rate: options.number('rate') } }),
  SpatialDropout2D: (options) => ({ type: 'spatialDropout', options: { rate: options.number('rate') } }),
  ZeroPadding2D: (options) => ({ type: 'zeroPadding', options: { padding: borders(options, 'padding') } }),
  Cropping2D: (options) => ({ type: 'cropping', options: { cropping: borders(options, 'cropping') } }),
  UpSampling2D(options) {
    const interpolation = options.choice('interpolation', ['nearest', 'bilinear'], 'nearest');
    return {
      type: 'upsampling',
      options: {
        size: size(options.pair('size', [2, 2])),
        interpolation: interpolation === 'nearest' ? undefined : interpolation,
      },
    };
  },
  Flatten: merge('flatten'),
  Reshape(options) {
    const shape = options.take('target_shape');
    if (!Array.isArray(shape)) throw new CannotHold(`its option "target_shape" is ${shown(shape)}`);
    return { type: 'reshape', options: { shape } };
  },
  Add: merge('add'),
  Multiply: merge('multiply'),
  Concatenate(options, { rank }) {
    options.lastAxis('axis', rank);
    return { type: 'concat', options: {} };
  },
};
