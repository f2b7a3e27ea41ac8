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

const notesOf = (result: ReturnType<typeof importNetwork>) => ('notes' in result ? result.notes : []);
const crossentropy = (class_name: string) => ({ class_name, config: { from_logits: true } });

describe('a loss that takes logits', () => {
  const ending = (activation: string, last: object[] = []) =>
    importNetwork(
      {
        class_name: 'Sequential',
        config: {
          name: 'm',
          layers: [input, layer('Flatten', 'f'), layer('Dense', 'd', { units: 4, activation }), ...last],
        },
      } as unknown as KerasConfig,
      { compiled: { loss: crossentropy('SparseCategoricalCrossentropy') } as unknown as KerasConfig },
    );
  it.each<[string, ReturnType<typeof importNetwork>, string, string]>([
    ['adds softmax', ending('linear'), 'units: classes, activation: softmax }', 'the spec ends with softmax'],
    [
      'keeps the activation before it',
      ending('relu'),
      '- { name: softmax, type: activation, function: softmax }',
      'the spec ends with softmax',
    ],
    ['does not add it twice', ending('softmax'), 'activation: softmax }', 'nothing is added'],
    [
      'does not add it twice as a layer',
      ending('linear', [layer('Softmax', 's')]),
      'activation: softmax }',
      'nothing is added',
    ],
  ])('%s', (_name, result, text, note) => {
    expect(textOf(result)).toContain(text);
    expect(textOf(result).match(/softmax/g)?.length).toBe(text.split('softmax').length - 1);
    expect(notesOf(result).join()).toContain(note);
  });

  it('adds sigmoid for binary cross-entropy, and softmax for a loss that specs do not support', () => {
    for (const [name, activation] of [
      ['BinaryCrossentropy', 'sigmoid'],
      ['CategoricalFocalCrossentropy', 'softmax'],
    ] as const) {
      const result = imported([], input, { loss: crossentropy(name) } as unknown as KerasConfig);
      expect(textOf(result)).toContain(`units: classes, activation: ${activation} }`);
    }
  });
});

describe('preprocessing in any order', () => {
  const rescaling = layer('Rescaling', 'r', { scale: 1 / 255 });
  const flip = layer('RandomFlip', 'flip', { mode: 'horizontal' });
  const anySize = layer('InputLayer', 'in', { batch_shape: [null, null, null, 3] });

  it('Resizing and augmentation before Rescaling', () => {
    const layers = [
      layer('Resizing', 'size', { height: 8, width: 8, pad_to_aspect_ratio: true }),
      flip,
      rescaling,
    ];
    const text = textOf(imported(layers, anySize));
    expect(text).toContain('input: { shape: [ 8, 8, 3 ], resize: contain, rescale: 1/255 }');
    expect(text).toContain('augment: { flip: horizontal }');
  });

  it('two flips become one', () => {
    const text = textOf(imported([flip, layer('RandomFlip', 'flip2', { mode: 'vertical' }), rescaling]));
    expect(text).toContain('augment: { flip: both }');
  });

  it('an unsupported layer is the only problem', () => {
    const result = imported([flip, layer('Lambda', 'l'), layer('AutoContrast', 'c'), rescaling]);
    expect('problems' in result ? result.problems.map(({ layer }) => layer) : []).toEqual(['l', 'c']);
  });

  it('elsewhere it is reported as what it is', () => {
    const result = imported([layer('Conv2D', 'c', { filters: 2, kernel_size: 3 }), rescaling]);
    expect(result).toEqual({
      problems: [
        {
          layer: 'r',
          className: 'Rescaling',
          reason: 'specs support preprocessing only directly after the input',
        },
      ],
    });
  });
});

it('reports every problem of a model at once', () => {
  const node = (other: string) => [[[other, 0, 0, {}]]];
  const layers = [
    { ...input, name: 'in' },
    { ...layer('InputLayer', 'second', { batch_shape: [null, 4] }), name: 'second' },
    { ...layer('LSTM', 'a'), inbound_nodes: node('in') },
    { ...layer('ReLU', 'b'), inbound_nodes: [...node('a'), ...node('in')] },
    { ...layer('GRU', 'c'), inbound_nodes: node('b') },
  ];
  const config = { name: 'm', layers, output_layers: [['c', 0, 0]] };
  const result = importNetwork({ class_name: 'Functional', config } as unknown as KerasConfig);
  expect('problems' in result ? result.problems : []).toEqual([
    { layer: 'b', className: 'ReLU', reason: 'it is called 2 times, expected once' },
    { layer: 'a', className: 'LSTM', reason: 'specs do not support LSTM layers' },
    { layer: 'c', className: 'GRU', reason: 'specs do not support GRU layers' },
  ]);
});

it('reports a network with one output', () => {
  const config = { name: 'm', layers: [input, layer('Flatten', 'f'), layer('Dense', 'd', { units: 1 })] };
  const result = importNetwork({ class_name: 'Sequential', config } as unknown as KerasConfig);
  expect(result).toEqual({
    problems: [{ layer: 'd', className: 'Dense', reason: 'it has 1 output; specs need one for each class' }],
  });
});

it("never takes a program's own class for Keras's", () => {
  const own = { registered_name: 'mine>Own', module: null };
  const kernel = { ...layer('HeNormal', 'h'), ...own };
  const reasons = [
    { ...layer('Conv2D', 'x', { filters: 2, kernel_size: 3 }), ...own },
    layer('Conv2D', 'x', { filters: 2, kernel_size: 3, kernel_initializer: kernel }),
  ].map((object) => {
    const result = imported([object]);
    return 'problems' in result ? result.problems[0]?.reason : '';
  });
  expect(reasons).toEqual(['specs do not support mine>Own layers', 'its kernel_initializer is "mine>Own"']);
  const compiled = { loss: { ...layer('MeanSquaredError', 'mse'), ...own } };
  expect(notesOf(imported([], input, compiled as unknown as KerasConfig))).toContain(
    'left out: the loss "mine>Own": specs do not support it; the spec trains with categoricalCrossentropy instead',
  );
});

describe("the decay of Keras 2's optimizers", () => {
  const compiled = {
    optimizer_config: { class_name: 'SGD', config: { lr: 0.5, decay: 0.1, momentum: 0.9, nesterov: false } },
  } as unknown as KerasConfig;
  it('is reported', () => {
    const result = imported([], input, compiled);
    expect(textOf(result)).toContain('optimizer: { type: sgd, learningRate: 0.5, momentum: 0.9 }');
    expect(notesOf(result).join('\n')).toContain(
      'decay: 0.1 is the learning-rate schedule "InverseTimeDecay"',
    );
  });
});

describe('a nested model', () => {
  const nested = (training: boolean | null) => {
    const inner = {
      class_name: 'Sequential',
      config: {
        name: 'base',
        layers: [
          layer('InputLayer', 'i', { batch_shape: [null, 8, 8, 3] }),
          layer('BatchNormalization', 'n'),
          layer('Dropout', 'd', { rate: 0.5 }),
        ],
      },
    };
    const tensor = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { keras_history: [name, 0, 0] },
    });
    const call = (name: string, kwargs = {}) => [{ args: [tensor(name)], kwargs }];
    const layers = [
      { ...input, name: 'in' },
      { ...inner, name: 'base', inbound_nodes: call('in', { training }) },
      { ...layer('Flatten', 'n2'), inbound_nodes: call('base') },
      { ...layer('Dense', 'n', { units: 4 }), inbound_nodes: call('n2') },
    ];
    const config = { name: 'm', layers, output_layers: [['n', 0, 0]] };
    return importNetwork({ class_name: 'Functional', config } as unknown as KerasConfig);
  };
  it('becomes its layers, and equal names are told apart', () => {
    const result = nested(null);
    expect(textOf(result)).toContain('- { name: base_n, type: batchNorm }');
    expect('layerNames' in result ? [...result.layerNames] : []).toEqual(
      expect.arrayContaining([
        ['base/n', 'base_n'],
        ['n', 'n_dense'],
      ]),
    );
  });
  it('that is called with training: false keeps its statistics', () => {
    const result = nested(false);
    expect(textOf(result)).toContain('- { name: base_n, type: batchNorm, trainable: false }');
    expect(notesOf(result)[0]).toBe(
      'layer "n" (BatchNormalization): its model is called with training: false, so the spec freezes it, with its gamma and beta',
    );
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
