import { describe, expect, it } from 'vitest';
import { builtInBlocks } from '../../../src/language/blocks';
import { checkText, found, withoutNotes } from '../../support/check-file';
import { specText, withConv } from '../../support/spec-text';

/** Returns the names and kinds of the layers between the input and the second block. */
const layersOf = (text: string, block: string) =>
  checkText(text)
    .plan?.layers.filter((layer) => layer.block === block)
    .map(({ name, kind }) => `${name}: ${kind}`);

describe('a conv block', () => {
  it.each([
    ['nothing more', '', ['conv']],
    ['parts that do nothing', 'activation: linear, batchNorm: false, pool: false, dropout: 0', ['conv']],
    [
      'all parts in the order of the language',
      'dropout: 0.5, pool: 2, activation: relu, batchNorm: true',
      ['conv', 'batchNorm', 'activation', 'pool', 'dropout'],
    ],
    [
      'all parts in an order of its own',
      'dropout: 0.5, pool: 2, activation: relu, batchNorm: true, order: [dropout, pool, conv, activation, batchNorm]',
      ['dropout', 'pool', 'conv', 'activation', 'batchNorm'],
    ],
  ])('with %s', (_what, options, parts) => {
    const kinds: Record<string, string> = { conv: 'conv2d', pool: 'maxPool2d' };
    expect(
      layersOf(withConv(`filters: 8, kernel: 3${options === '' ? '' : `, ${options}`}`), 'conv1'),
    ).toEqual(parts.map((part) => `conv1_${part}: ${kinds[part] ?? part}`));
  });

  it.each([
    ['pool: 3', { kind: 'maxPool2d', config: { size: [3, 3], stride: [3, 3], padding: 'valid' } }],
    ['pool: [2, 3]', { kind: 'maxPool2d', config: { size: [2, 3], stride: [2, 3], padding: 'valid' } }],
    ['pool: {}', { kind: 'maxPool2d', config: { size: [2, 2], stride: [2, 2], padding: 'valid' } }],
    [
      'pool: { type: average, size: 3, stride: [1, 2], padding: same }',
      { kind: 'averagePool2d', config: { size: [3, 3], stride: [1, 2], padding: 'same' } },
    ],
  ])('%s', (pool, expected) => {
    const { plan } = checkText(withConv(`filters: 8, kernel: 3, ${pool}`));
    expect(plan?.layers[2]).toMatchObject(expected);
  });

  it('can have as many filters as classes', () => {
    expect(checkText(withConv('filters: classes, kernel: 3')).plan?.layers[1]?.outputShape).toEqual([
      30, 30, 10,
    ]);
  });
});

const zeros = { type: 'zeros' };
const glorotUniform = { type: 'glorotUniform' };
const bias = { bias: true, biasInitializer: zeros, biasRegularizer: null, biasConstraint: null };
const kernel = { kernelInitializer: glorotUniform, kernelRegularizer: null, kernelConstraint: null };
const depthwise = {
  depthMultiplier: 1,
  depthwiseInitializer: glorotUniform,
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
};
const pointwise = {
  pointwiseInitializer: glorotUniform,
  pointwiseRegularizer: null,
  pointwiseConstraint: null,
};

describe.each([
  ['conv', 'conv2d', 'filters: 4, ', { filters: 4, ...kernel }],
  ['depthwiseConv', 'depthwiseConv2d', '', depthwise],
  ['separableConv', 'separableConv2d', 'filters: 4, ', { filters: 4, ...depthwise, ...pointwise }],
  ['convTranspose', 'conv2dTranspose', 'filters: 4, ', { filters: 4, ...kernel }],
])('a block of type %s', (type, kind, required, config) => {
  const blocks = (options: string) =>
    specText({
      blocks: `blocks: [{ name: a, type: ${type}, ${required}${options} }, { type: globalMaxPool }, { type: dense, units: classes, activation: softmax }]`,
    });

  it('has the defaults of Keras', () => {
    const window = { kernel: [3, 3], stride: [1, 1], padding: 'valid', dilation: [1, 1] };
    const { plan } = checkText(blocks('kernel: 3'));
    expect(plan?.layers[1]).toMatchObject({ name: 'a_conv', kind });
    expect(plan?.layers[1]?.config).toEqual({ ...window, ...bias, ...config });
  });

  it('has the same parts as the others', () => {
    const options =
      'kernel: 3, activation: prelu, batchNorm: true, dropout: 0.5, pool: 2, order: [batchNorm, conv, pool, activation, dropout]';
    expect(layersOf(blocks(options), 'a')).toEqual([
      'a_batchNorm: batchNorm',
      `a_conv: ${kind}`,
      'a_pool: maxPool2d',
      'a_activation: prelu',
      'a_dropout: dropout',
    ]);
  });

  it('allows both stride and dilation only where Keras does', () => {
    const diagnostics = found(blocks('kernel: 3, stride: [1, 2], dilation: [2, 1]'));
    const mixes = type === 'conv' || type === 'convTranspose';
    expect(diagnostics).toEqual(
      mixes
        ? [
            expect.stringContaining(
              'spec/invalid-value expected a stride of 1 because the dilation is above 1',
            ),
          ]
        : [],
    );
  });
});

it('every other block type is one layer with the name of the block', () => {
  const blocks: [written: string, kind: string, config: object, output: number[]][] = [
    [
      'type: batchNorm',
      'batchNorm',
      { momentum: 0.99, epsilon: 1e-3, center: true, scale: true },
      [32, 32, 3],
    ],
    [
      'type: layerNorm, scale: false',
      'layerNorm',
      { epsilon: 1e-3, center: true, scale: false },
      [32, 32, 3],
    ],
    ['type: activation, function: elu', 'activation', { function: 'elu', alpha: 1 }, [32, 32, 3]],
    ['type: activation, function: relu6', 'activation', { function: 'relu6' }, [32, 32, 3]],
    ['type: prelu, shared: true', 'prelu', { alphaInitializer: zeros, shared: true }, [32, 32, 3]],
    ['type: dropout, rate: 0.1', 'dropout', { rate: 0.1 }, [32, 32, 3]],
    ['type: spatialDropout, rate: 0.1', 'spatialDropout2d', { rate: 0.1 }, [32, 32, 3]],
    ['type: maxPool', 'maxPool2d', { size: [2, 2], stride: [2, 2], padding: 'valid' }, [16, 16, 3]],
    [
      'type: averagePool, size: 3, stride: 1, padding: same',
      'averagePool2d',
      { size: [3, 3], stride: [1, 1], padding: 'same' },
      [16, 16, 3],
    ],
    [
      'type: zeroPadding',
      'zeroPadding2d',
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
      [18, 18, 3],
    ],
    [
      'type: zeroPadding, padding: [1, 0]',
      'zeroPadding2d',
      {
        padding: [
          [1, 1],
          [0, 0],
        ],
      },
      [20, 18, 3],
    ],
    [
      'type: cropping, cropping: [[1, 3], [2, 0]]',
      'cropping2d',
      {
        cropping: [
          [1, 3],
          [2, 0],
        ],
      },
      [16, 16, 3],
    ],
    ['type: upsampling', 'upsampling2d', { size: [2, 2], interpolation: 'nearest' }, [32, 32, 3]],
    [
      'type: upsampling, size: [1, 2], interpolation: bilinear',
      'upsampling2d',
      { size: [1, 2], interpolation: 'bilinear' },
      [32, 64, 3],
    ],
    ['type: reshape, shape: [-1, 64, 6]', 'reshape', { shape: [-1, 64, 6] }, [16, 64, 6]],
    ['name: map, type: concat, from: [b15, b15]', 'concat', {}, [16, 64, 12]],
    ['type: globalMaxPool, keepDimensions: true', 'globalMaxPool2d', { keepDimensions: true }, [1, 1, 12]],
    ['type: multiply, from: [map, b17]', 'multiply', {}, [16, 64, 12]],
    ['type: add, from: [map, b18]', 'add', {}, [16, 64, 12]],
    ['type: globalAveragePool', 'globalAveragePool2d', { keepDimensions: false }, [12]],
    ['type: flatten', 'flatten', {}, [12]],
  ];
  const text = blocks.map(([written], i) =>
    written.startsWith('name') ? `{ ${written} }` : `{ name: b${i + 1}, ${written} }`,
  );
  const { plan, diagnostics } = checkText(
    specText({
      blocks: `blocks: [${[...text, '{ type: dense, units: classes, activation: softmax }'].join(', ')}]`,
    }),
  );
  expect(withoutNotes(diagnostics)).toEqual([]);
  const made = plan?.layers.slice(1, -2) ?? [];
  expect(made.map(({ kind, config, outputShape }) => [kind, config, outputShape])).toEqual(
    blocks.map(([, kind, config, output]) => [kind, config, output]),
  );
  expect(made.every(({ name, block }) => name === block)).toBe(true);
});

it.each([
  [
    'reshape, shape: [4, 4]',
    'spec/invalid-value expected [height, width, channels] or [values], received [4, 4]',
  ],
  ['reshape, shape: [-1, 2, -1]', 'spec/invalid-value expected -1 at most once, received [-1, 2, -1]'],
  ['reshape, shape: [0]', 'spec/out-of-range expected a whole number of at least 1, received 0'],
  [
    'cropping',
    'spec/missing-key block "a" is missing "cropping": expected a whole number, two as [rows, columns], or [[top, bottom], [left, right]]',
  ],
  [
    'zeroPadding, padding: [1, 2, 3]',
    'spec/wrong-type expected a whole number, two as [rows, columns], or [[top, bottom], [left, right]], received [1, 2, 3]',
  ],
  [
    'upsampling, interpolation: cubic',
    'spec/unknown-value expected "nearest" or "bilinear", received "cubic"',
  ],
])('a block { type: %s } is rejected', (written, finding) => {
  const blocks = `blocks: [{ name: a, type: ${written} }, { type: flatten }, { type: dense, units: classes, activation: softmax }]`;
  expect(found(specText({ blocks })).map((text) => text.replace(/^\S+ /, ''))).toEqual([finding]);
});

describe('a dense block', () => {
  it('has its parts in order', () => {
    const blocks =
      'blocks: [{ type: flatten }, { name: fc, type: dense, units: 5, dropout: 0.1, batchNorm: true, activation: tanh }, { type: dense, units: classes, activation: softmax }]';
    expect(layersOf(specText({ blocks }), 'fc')).toEqual([
      'fc_dense: dense',
      'fc_batchNorm: batchNorm',
      'fc_activation: activation',
      'fc_dropout: dropout',
    ]);
  });
});

describe('names', () => {
  it('a block without a name is named after its type and number', () => {
    const blocks =
      'blocks: [{ type: conv, filters: 2, kernel: 1 }, { type: conv, name: mine, filters: 2, kernel: 1 }, { type: conv, filters: 2, kernel: 1 }, { type: flatten }, { type: dense, units: classes, activation: softmax }]';
    expect(checkText(specText({ blocks })).plan?.layers.map(({ block }) => block)).toEqual([
      'input',
      'conv1',
      'mine',
      'conv3',
      'flatten1',
      'dense1',
      'dense1',
    ]);
  });

  it.each([
    [
      'of two blocks',
      '{ name: a, type: flatten }, { name: a, type: dense, units: classes, activation: softmax }',
      'the name "a" is already taken',
    ],
    [
      'of a block and the input',
      '{ name: input, type: flatten }, { type: dense, units: classes, activation: softmax }',
      'the name "input" is already taken',
    ],
    [
      'of a block and a layer of another',
      '{ name: a, type: conv, filters: 1, kernel: 1 }, { name: a_conv, type: flatten }, { type: dense, units: classes, activation: softmax }',
      'the layer "a_conv" of this block has the same name as another layer',
    ],
  ])('%s do not collide', (_what, blocks, message) => {
    expect(found(specText({ blocks: `blocks: [${blocks}]` }))).toEqual([
      expect.stringContaining(`graph/duplicate-name ${message}`),
    ]);
  });
});

it('every block type has a description, and is listed under its own name', () => {
  for (const [type, kind] of Object.entries(builtInBlocks)) {
    expect(kind.type).toBe(type);
    expect(kind.about).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(kind.schema.shape)).toEqual(expect.arrayContaining([...kind.shapeNeutral]));
    for (const [option, schema] of Object.entries(kind.schema.shape))
      expect([type, option, (schema as { description?: string }).description]).toEqual([
        type,
        option,
        expect.stringMatching(/^(["A-Z[]).*\.$/),
      ]);
  }
});
