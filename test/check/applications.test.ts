import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkText, withoutNotes } from '../support/check-file';
import { specText } from '../support/spec-text';

interface ApplicationLayer {
  readonly name: string;
  readonly class: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound: readonly string[];
  readonly output_shape: readonly number[];
  readonly params: number;
  readonly trainable_params: number;
}

/** Networks of `keras.applications` as Keras 3.15.1 builds them. */
const reference = JSON.parse(
  readFileSync(new URL('../reference/applications.json', import.meta.url), 'utf8'),
) as {
  readonly architectures: readonly {
    readonly name: string;
    readonly input_shape: readonly number[];
    readonly layers: readonly ApplicationLayer[];
    readonly total_params: number;
    readonly trainable_params: number;
  }[];
};

/** Converts a layer of Keras to a block, with each option as an author would write it. */
const blockOf: Readonly<
  Record<string, (config: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
> = {
  Conv2D: ({ filters, ...config }) => ({ type: 'conv', filters, ...windowOf(config) }),
  DepthwiseConv2D: ({ depth_multiplier: depthMultiplier, ...config }) => ({
    type: 'depthwiseConv',
    depthMultiplier,
    ...windowOf(config),
  }),
  BatchNormalization: (config) => ({ type: 'batchNorm', ...config }),
  ReLU: ({ max_value: most }) => ({ type: 'activation', function: most === 6 ? 'relu6' : 'relu' }),
  Activation: ({ activation }) => ({ type: 'activation', function: activation }),
  ZeroPadding2D: ({ padding }) => ({ type: 'zeroPadding', padding }),
  MaxPooling2D: ({ pool_size: size, strides: stride, padding }) => ({
    type: 'maxPool',
    size,
    stride,
    padding,
  }),
  GlobalAveragePooling2D: ({ keepdims }) => ({ type: 'globalAveragePool', keepDimensions: keepdims }),
  Reshape: ({ target_shape: shape }) => ({ type: 'reshape', shape }),
  Dropout: ({ rate }) => ({ type: 'dropout', rate }),
  Add: () => ({ type: 'add' }),
  Dense: ({ units, use_bias: bias, activation }) => ({ type: 'dense', units, bias, activation }),
};

function windowOf({
  kernel_size: kernel,
  strides: stride,
  padding,
  use_bias: bias,
}: Readonly<Record<string, unknown>>) {
  return { kernel, stride, padding, bias };
}

it.each(reference.architectures)('$name has the same shapes and parameters as in Keras', (network) => {
  const [input, ...layers] = network.layers;
  const blocks = layers.map((layer) => ({
    name: layer.name,
    ...blockOf[layer.class]?.(layer.config),
    from: layer.inbound.map((name) => (name === input?.name ? 'input' : name)),
  }));
  const { plan, diagnostics } = checkText(
    specText({
      input: `input: { shape: ${JSON.stringify(network.input_shape)} }`,
      classes: 'classes: 1000',
      blocks: `blocks: ${JSON.stringify(blocks)}`,
    }),
  );
  expect(withoutNotes(diagnostics)).toEqual([]);
  const received = layers.map(({ name }) => {
    const made = plan?.layers.filter(({ block }) => block === name) ?? [];
    const total = (key: 'params' | 'trainableParams') => made.reduce((sum, layer) => sum + layer[key], 0);
    return [name, made.at(-1)?.outputShape, total('params'), total('trainableParams')];
  });
  expect(received).toEqual(
    layers.map((layer) => [layer.name, layer.output_shape, layer.params, layer.trainable_params]),
  );
  expect(plan?.totals).toMatchObject({
    params: network.total_params,
    trainableParams: network.trainable_params,
  });
});
