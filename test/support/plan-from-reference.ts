import type { ModelPlan } from '../../src/check/model-plan';
import type { InputSpec } from '../../src/language/input';
import type { OptimizerSpec, TrainingSpec } from '../../src/language/training';
import type { ActivationConfig, LayerConfigs, LayerKind, PlannedLayer } from '../../src/layers/layer';
import type { Padding, Pair, Shape } from '../../src/layers/shapes';
import type { InitializerSpec } from '../../src/layers/weight-spec';
import type { OptimizerCase, ReferenceLayer, ReferenceNet } from './reference-numerics';

/** A primitive layer as written by hand in a test, without the derived properties of a plan. */
export interface Draft<K extends LayerKind = LayerKind> {
  readonly name: string;
  readonly kind: K;
  readonly config: LayerConfigs[K];
  readonly inputs: readonly string[];
  readonly outputShape: Shape;
  readonly weights?: PlannedLayer['weights'];
}

const trainingDefaults: TrainingSpec = {
  backend: 'cpu',
  optimizer: { type: 'sgd', learningRate: 0.05, momentum: 0, nesterov: false },
  loss: { type: 'categoricalCrossentropy', labelSmoothing: 0 },
  metrics: ['accuracy'],
  epochs: 1,
  batchSize: 6,
  accumulate: 1,
  seed: 1,
  deterministic: true,
};

/** A plan of drafted layers, from the input to the output. */
export function planOf(drafts: readonly Draft[], training: Partial<TrainingSpec> = {}): ModelPlan {
  const shapes = new Map(drafts.map(({ name, outputShape }) => [name, outputShape]));
  const layers = drafts.map(({ weights = [], ...draft }) => {
    const count = (list: typeof weights) =>
      list.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
    return {
      ...draft,
      weights,
      block: draft.name,
      inputShapes: draft.inputs.map((name) => shapes.get(name) ?? []),
      params: count(weights),
      trainableParams: count(weights.filter(({ trainable }) => trainable)),
      macs: 0,
      activationBytes: 0,
    } as PlannedLayer;
  });
  const total = (key: 'params' | 'trainableParams') => layers.reduce((sum, layer) => sum + layer[key], 0);
  const output = layers.at(-1);
  return {
    name: 'test',
    input: { shape: drafts[0]?.outputShape, rescale: 1 } as unknown as InputSpec,
    classNames: null,
    classCount: output?.outputShape[0] ?? 0,
    variables: {},
    layers,
    output: output?.name ?? '',
    totals: {
      params: total('params'),
      trainableParams: total('trainableParams'),
      nonTrainableParams: total('params') - total('trainableParams'),
      macs: 0,
      activationBytes: 0,
    },
    training: { ...trainingDefaults, ...training },
    callbacks: [],
    data: null,
  };
}

/** The plan of a reference network. An activation inside a layer becomes a separate layer `<name>_activation`. */
export function planFromReference(net: ReferenceNet, training: Partial<TrainingSpec> = {}): ModelPlan {
  const outputs = new Map<string, string>();
  const drafts: Draft[] = [];
  for (const layer of net.layers) {
    const inputs = layer.inbound.map((name) => outputs.get(name) ?? name);
    drafts.push({
      name: layer.name,
      ...kindOf(layer),
      inputs,
      outputShape: layer.output_shape,
      weights: layer.weights.map((weight) => ({ ...weight, initializer: initializerOf(weight.name) })),
    } as Draft);
    const activation = layer.config.activation;
    if (typeof activation === 'string' && activation !== 'linear') {
      const name = `${layer.name}_activation`;
      outputs.set(layer.name, name);
      drafts.push({
        name,
        kind: 'activation',
        config: { function: activation } as ActivationConfig,
        inputs: [layer.name],
        outputShape: layer.output_shape,
      });
    }
  }
  return planOf(drafts, training);
}

/** The optimizer of a reference run, as in a spec. */
export function optimizerFromReference(net: ReferenceNet, run: OptimizerCase): OptimizerSpec {
  const config = net.optimizers[run].config;
  const number = (key: string) => Number(config[key]);
  const learningRate = number('learning_rate');
  const epsilon = number('epsilon');
  if (run === 'adam') {
    return { type: 'adam', learningRate, beta1: number('beta_1'), beta2: number('beta_2'), epsilon };
  }
  if (run === 'rmsprop') {
    return { type: 'rmsprop', learningRate, rho: number('rho'), momentum: number('momentum'), epsilon };
  }
  return { type: 'sgd', learningRate, momentum: number('momentum'), nesterov: config.nesterov === true };
}

const glorotUniform: InitializerSpec = { type: 'glorotUniform' };
const zeros: InitializerSpec = { type: 'zeros' };

function initializerOf(weight: string): InitializerSpec {
  if (weight.endsWith('kernel')) return glorotUniform;
  return weight === 'gamma' || weight === 'moving_variance' ? { type: 'ones' } : zeros;
}

/** Options of a kernel `<name>`: only Glorot's initializer. */
function plain<N extends string>(name: N, initializer: InitializerSpec) {
  return {
    [`${name}Initializer`]: initializer,
    [`${name}Regularizer`]: null,
    [`${name}Constraint`]: null,
  } as Record<`${N}Initializer`, InitializerSpec> & Record<`${N}Regularizer` | `${N}Constraint`, null>;
}

function kindOf({ class: name, config, output_shape }: ReferenceLayer): Pick<Draft, 'kind' | 'config'> {
  const pool = () => ({
    size: config.pool_size as Pair,
    stride: config.strides as Pair,
    padding: config.padding as Padding,
  });
  const window = () => ({
    kernel: config.kernel_size as Pair,
    stride: config.strides as Pair,
    padding: config.padding as Padding,
    dilation: config.dilation_rate as Pair,
  });
  const bias = { bias: config.use_bias as boolean, ...plain('bias', zeros) };
  const kernel = plain('kernel', glorotUniform);
  const depthwise = () => ({
    depthMultiplier: config.depth_multiplier as number,
    ...plain('depthwise', glorotUniform),
  });
  const filters = config.filters as number;
  switch (name) {
    case 'InputLayer':
      return { kind: 'input', config: { shape: output_shape } };
    case 'Conv2D':
      return { kind: 'conv2d', config: { filters, ...window(), ...kernel, ...bias } };
    case 'DepthwiseConv2D':
      return { kind: 'depthwiseConv2d', config: { ...window(), ...depthwise(), ...bias } };
    case 'SeparableConv2D':
      return {
        kind: 'separableConv2d',
        config: { filters, ...window(), ...depthwise(), ...plain('pointwise', glorotUniform), ...bias },
      };
    case 'Dense':
      return { kind: 'dense', config: { units: config.units as number, ...kernel, ...bias } };
    case 'BatchNormalization':
      return {
        kind: 'batchNorm',
        config: {
          momentum: config.momentum as number,
          epsilon: config.epsilon as number,
          center: config.center as boolean,
          scale: config.scale as boolean,
        },
      };
    case 'MaxPooling2D':
      return { kind: 'maxPool2d', config: pool() };
    case 'AveragePooling2D':
      return { kind: 'averagePool2d', config: pool() };
    case 'ReLU':
      return { kind: 'activation', config: { function: 'relu' } };
    case 'GlobalAveragePooling2D':
      return { kind: 'globalAveragePool2d', config: { keepDimensions: false } };
    case 'Flatten':
      return { kind: 'flatten', config: {} };
    case 'Add':
      return { kind: 'add', config: {} };
    case 'Concatenate':
      return { kind: 'concat', config: {} };
    default:
      throw new Error(`no kind for ${name}`);
  }
}
