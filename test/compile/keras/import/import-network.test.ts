import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importNetwork } from '../../../../src/compile/keras/import/import-network';
import type { KerasConfig } from '../../../../src/layers/keras/keras-object';

const layer = (class_name: string, name: string, config: object = {}) => ({
  class_name,
  config: { name, ...config },
});
const input = layer('InputLayer', 'in', { batch_shape: [null, 8, 8, 3] });
const head = [layer('Flatten', 'flat'), layer('Dense', 'out', { units: 4 })];

/** A sequential model with an input, the layers and a head. */
function imported(layers: readonly object[], first: object = input, compiled: KerasConfig | null = null) {
  const config = { name: 'm', layers: [first, ...layers, ...head] };
  return importNetwork({ class_name: 'Sequential', config } as unknown as KerasConfig, { compiled });
}

function textOf(result: ReturnType<typeof importNetwork>): string {
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.text;
}

interface ReferenceLayer {
  readonly name: string;
  readonly class: string;
  readonly config: object;
  readonly inbound: readonly string[];
  readonly output_shape: readonly number[];
  readonly params: number;
}
const { architectures } = JSON.parse(readFileSync('test/reference/applications.json', 'utf8')) as {
  architectures: { name: string; input_shape: number[]; total_params: number; layers: ReferenceLayer[] }[];
};

it.each(architectures)('imports $name from Keras with its shapes and parameters', (model) => {
  const layers = model.layers.map(({ name, class: className, config, inbound }) => ({
    class_name: className,
    name,
    config: className === 'InputLayer' ? { batch_shape: [null, ...model.input_shape] } : { name, ...config },
    inbound_nodes: inbound.length === 0 ? [] : [inbound.map((other) => [other, 0, 0, {}])],
  }));
  const config = { name: model.name, layers, output_layers: [[model.layers.at(-1)?.name, 0, 0]] };
  const result = importNetwork({ class_name: 'Functional', config } as unknown as KerasConfig);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  const { plan, layerNames } = result;
  expect(plan.totals.params).toBe(model.total_params);
  for (const { name, output_shape, params } of model.layers.filter(({ params }) => params > 0)) {
    const own = plan.layers.find((layer) => layer.name === layerNames.get(name));
    expect([name, own?.outputShape, own?.params]).toEqual([name, output_shape, params]);
  }
});

describe('preprocessing layers become the section input', () => {
  it.each([
    [[layer('Rescaling', 'r', { scale: 1 / 255, offset: 0 })], 'rescale: 1/255 }'],
    [[layer('Rescaling', 'r', { scale: 1 / 127.5, offset: -1 })], 'mean: [ 1, 1, 1 ] }'],
    [
      [
        layer('Rescaling', 'r', { scale: 0.5 }),
        layer('Normalization', 'n', { mean: [1, 2, 3], variance: [4, 4, 9] }),
      ],
      'rescale: 1/2, mean: [ 1, 2, 3 ], std: [ 2, 2, 3 ] }',
    ],
  ])('%#', (layers, expected) => {
    expect(textOf(imported(layers))).toContain(expected);
  });
});

describe('names and parts', () => {
  it('makes names valid and unique, and folds layers after a convolution', () => {
    const text = textOf(
      imported([
        layer('Conv2D', 'block/1/conv', { filters: 2, kernel_size: 3 }),
        layer('ReLU', 'block/1/relu', { max_value: 6 }),
        layer('BatchNormalization', 'bn', { axis: [3] }),
        layer('Conv2D', 'block_1_conv', { filters: 2, kernel_size: [3, 1], activation: 'relu' }),
        layer('Dropout', 'drop', { rate: 0.5 }),
      ]),
    );
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      '- name: block_1 type: conv filters: 2 kernel: 3 activation: relu6 batchNorm: true order: [ conv, activation, batchNorm, pool, dropout ] - name: block_1_2 type: conv filters: 2 kernel: [ 3, 1 ] activation: relu dropout: 0.5',
    );
  });
});

describe('training', () => {
  it.each<[object, string | null, string[]]>([
    [{ optimizer: 'adam', loss: 'mse', metrics: ['acc'] }, 'meanSquaredError', []],
    [{ loss: { class_name: 'SparseCategoricalCrossentropy', config: {} } }, 'categoricalCrossentropy', []],
    [
      {
        optimizer: { class_name: 'Lion', config: {} },
        loss: { class_name: 'Dice', config: {} },
      },
      null,
      [
        'left out: the optimizer "Lion": specs do not support it; the spec trains with sgd with a learning rate of 0.01 instead',
        'left out: the loss "Dice": specs do not support it; the spec trains with categoricalCrossentropy instead',
      ],
    ],
  ])('%#', (compiled, loss, notes) => {
    const result = imported([], input, compiled as KerasConfig);
    if (loss !== null) expect(textOf(result)).toContain(`loss: ${loss}`);
    else expect(textOf(result)).not.toContain('loss:');
    const left = 'notes' in result ? result.notes.filter((note) => note.startsWith('left out')) : [];
    expect(left).toEqual(notes);
  });
});

describe('a layer that is not trainable', () => {
  const conv = layer('Conv2D', 'x', { filters: 2, kernel_size: 3, trainable: false });
  const norm = (trainable: boolean) => layer('BatchNormalization', 'n', { trainable });
  const relu = layer('Activation', 'r', { activation: 'relu', trainable: false });
  const flat = layer('GlobalAveragePooling2D', 'g', { trainable: false });
  it.each<[string, object[], string]>([
    ['is a frozen block', [conv], '{ name: x, type: conv, trainable: false, filters: 2, kernel: 3 }'],
    [
      'with a batch norm that is frozen too',
      [conv, norm(false), relu],
      `name: x
    type: conv
    trainable: false
    filters: 2
    kernel: 3
    batchNorm: true
    activation: relu`,
    ],
    ['before a batch norm that learns', [conv, norm(true)], '- { name: n, type: batchNorm }'],
    ['has no weights: nothing is written', [flat], '- { name: g, type: globalAveragePool }'],
  ])('%s', (_name, layers, expected) => {
    expect(textOf(imported(layers))).toContain(expected);
  });
});

describe('names unsupported options with their layer', () => {
  const conv = { filters: 2, kernel_size: 3 };
  it.each<[ReturnType<typeof layer>, string, string]>([
    [layer('LSTM', 'x'), 'x', 'specs do not support LSTM'],
    [layer('toString', 'x'), 'x', 'specs do not support toString'],
    [layer('Conv2D', 'x', { ...conv, groups: 2 }), 'x', 'its option "groups" is 2'],
    [
      layer('Conv2D', 'x', { ...conv, data_format: 'channels_first' }),
      'x',
      'its option "data_format" is "channels_first"',
    ],
    [layer('Conv2D', 'x', { ...conv, trainable: 0 }), 'x', 'its option "trainable" is 0'],
    [layer('Conv2D', 'x', { ...conv, filters: '2' }), 'x', 'its option "filters" is "2", expected a number'],
    [
      layer('Conv2D', 'x', { ...conv, padding: 'causal' }),
      'x',
      'its option "padding" is "causal", expected valid or same',
    ],
    [layer('Conv2D', 'x', { ...conv, dtype: 'mixed_float16' }), 'x', 'its option "dtype" is "mixed_float16"'],
    [
      layer('Conv2D', 'x', { ...conv, kernel_constraint: { class_name: 'MaxNorm', config: { axis: 0 } } }),
      'x',
      'its constraint is over axes [0], expected [0,1,2]',
    ],
    [layer('BatchNormalization', 'x', { axis: 1 }), 'x', 'its option "axis" is 1, expected the last axis'],
    [layer('ReLU', 'x', { max_value: 2 }), 'x', 'its option "max_value" is 2'],
    [layer('Activation', 'x', { activation: '__proto__' }), 'x', 'its activation is "__proto__"'],
    [layer('MaxPooling2D', 'x', { pool_size: 9 }), 'x', 'leaves no output'],
  ])('%#', (object, name, reason) => {
    const result = imported([object]);
    expect('problems' in result ? result.problems[0] : result.text).toEqual({
      layer: name,
      className: object.class_name,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    [[null, null, null, 3], 'expected a fixed height, width and channels'],
    [[null, 8, 8, 4], 'it has 4 channels'],
    ['x', 'its shape is "x"'],
  ])('an input of %j', (batch_shape, reason) => {
    const result = imported([], layer('InputLayer', 'in', { batch_shape }));
    expect('problems' in result ? result.problems[0]?.reason : '').toContain(reason);
  });

  it.each([
    ['a cycle', ['b', 'a'], 'a', 'its layers form a cycle'],
    ['a missing layer', ['nix', 'a'], 'b', 'its input "nix" does not exist'],
    ['a missing output', ['in', 'a'], 'nix', 'its output "nix" does not exist'],
  ])('%s', (_, [first, second], output, reason) => {
    const node = (other?: string) => [[[other, 0, 0, {}]]];
    const layers = [
      { ...input, name: 'in' },
      { ...layer('ReLU', 'a'), inbound_nodes: node(first) },
      { ...layer('ReLU', 'b'), inbound_nodes: node(second) },
    ];
    const config = { name: 'm', layers, output_layers: [[output, 0, 0]] };
    const result = importNetwork({ class_name: 'Functional', config } as unknown as KerasConfig);
    expect('problems' in result ? result.problems[0]?.reason : '').toContain(reason);
  });
});
