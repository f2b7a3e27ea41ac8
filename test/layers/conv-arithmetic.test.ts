import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/layers/kinds';
import type { Layer } from '../../src/layers/layer';
import { isProblem, type Padding, type Shape } from '../../src/layers/shapes';
import { checkText, withoutNotes } from '../support/check-file';
import { specText } from '../support/spec-text';

type Row = readonly [
  input: number,
  kernel: number,
  stride: number,
  padding: Padding,
  dilation: number,
  output: number | null,
];

interface ArgumentCase {
  readonly class: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly output: Shape | null;
  readonly refused_by: string | null;
}

/** The result of Keras 3.15.1's `compute_output_shape`; `null` if it raises an error. */
const reference = JSON.parse(
  readFileSync(new URL('../reference/conv-arithmetic.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<`${'conv' | 'depthwise' | 'separable' | 'transpose' | 'maxpool' | 'avgpool'}_rows`, readonly Row[]>
> & { readonly argument_cases: readonly ArgumentCase[] };

const zeros = { type: 'zeros' } as const;
const weight = { initializer: zeros, regularizer: null, constraint: null };
const optionsOf = <W extends string>(name: W) =>
  Object.fromEntries(
    Object.entries(weight).map(([key, value]) => [`${name}${key[0]?.toUpperCase()}${key.slice(1)}`, value]),
  );
const weights = ['kernel', 'bias', 'depthwise', 'pointwise'].map(optionsOf);
const others = Object.assign({ filters: 5, depthMultiplier: 2, bias: true }, ...weights) as object;

/** The output of a layer whose window has the row's numbers on one axis and size 1 on the other. */
function outputOf(kind: Layer['kind'], [input, size, stride, padding, dilation]: Row, axis: 0 | 1) {
  const along = (value: number): readonly [number, number] => (axis === 0 ? [value, 1] : [1, value]);
  const config = {
    ...others,
    kernel: along(size),
    size: along(size),
    stride: along(stride),
    dilation: along(dilation),
    padding,
  };
  const layer = { name: 'layer', kind, config, inputs: ['input'] } as unknown as Layer;
  return kindOf(layer).shape.output(layer.config, [[...along(input), 3]]);
}

describe.each([
  ['conv2d', reference.conv_rows, 2496, 'kernel', 5],
  ['depthwiseConv2d', reference.depthwise_rows, 2496, 'kernel', 6],
  ['separableConv2d', reference.separable_rows, 2496, 'kernel', 5],
  ['conv2dTranspose', reference.transpose_rows, 2496, 'kernel', 5],
  ['maxPool2d', reference.maxpool_rows, 1664, 'size', 3],
  ['averagePool2d', reference.avgpool_rows, 1664, 'size', 3],
] as const)('%s', (kind, rows, count, option, channels) => {
  it('has the same rows as the reference', () => {
    expect(rows.length).toBe(count);
    expect(rows.some((row) => row[5] === null)).toBe(kind !== 'conv2dTranspose');
  });

  it.each([
    ['height', 0],
    ['width', 1],
  ] as const)('yields the %s that Keras announces, and refuses what Keras refuses', (_name, axis) => {
    const wrong = rows.filter((row) => {
      const expected = row[5];
      const output = outputOf(kind, row, axis);
      if (isProblem(output)) {
        return expected !== null || output.code !== 'shape/empty-output' || output.option !== option;
      }
      return output[axis] !== expected || output[1 - axis] !== 1 || output[2] !== channels;
    });
    expect(wrong).toEqual([]);
  });
});

const blockTypes: Readonly<Record<string, string>> = {
  Conv2D: 'conv',
  DepthwiseConv2D: 'depthwiseConv',
  SeparableConv2D: 'separableConv',
  Conv2DTranspose: 'convTranspose',
  MaxPooling2D: 'maxPool',
  AveragePooling2D: 'averagePool',
  Dropout: 'dropout',
  Dense: 'dense',
  BatchNormalization: 'batchNorm',
};

const optionNames: Readonly<Record<string, string>> = {
  filters: 'filters',
  kernel_size: 'kernel',
  strides: 'stride',
  dilation_rate: 'dilation',
  padding: 'padding',
  activation: 'activation',
  depth_multiplier: 'depthMultiplier',
  pool_size: 'size',
  rate: 'rate',
  units: 'units',
  momentum: 'momentum',
};

/** Arguments that specs do not support; their cases have no counterpart. */
const wordless: Readonly<Record<string, string>> = {
  groups: 'a convolution mixes all channels (conv) or none (depthwiseConv)',
  output_padding: 'a transposed convolution has the smallest output of its stride and padding',
  axis: 'channels are the last axis: tensors are channels-last',
};

/** What Keras accepts and specs reject. */
const stricter: readonly {
  readonly about: string;
  readonly is: (arg: ArgumentCase['arguments']) => boolean;
}[] = [
  { about: 'words have one spelling', is: ({ padding }) => padding === 'SAME' },
  { about: 'a dropout of everything leaves nothing to learn', is: ({ rate }) => rate === 1 },
  { about: 'a momentum above 1 makes moving statistics diverge', is: ({ momentum }) => momentum === 1.5 },
];

describe('questionable arguments, on an input of [9, 9, 3]', () => {
  const cases = reference.argument_cases.map((entry) => ({
    ...entry,
    text: `${entry.class} ${JSON.stringify(entry.arguments)}`,
    unwritten: Object.keys(entry.arguments).filter((name) => Object.hasOwn(wordless, name)),
  }));
  const expressible = cases.filter(({ unwritten }) => unwritten.length === 0);

  function check({ class: name, arguments: args }: ArgumentCase) {
    const options = Object.fromEntries(
      Object.entries(args).map(([key, value]) => [optionNames[key] ?? `no word for ${key}`, value]),
    );
    const block = { name: 'block', type: blockTypes[name], ...options };
    const before = name === 'Dense' ? [{ type: 'flatten' }] : [];
    const after = name === 'Dense' ? [] : [{ type: 'flatten' }];
    const blocks = [...before, block, ...after, { type: 'dense', units: 'classes', activation: 'softmax' }];
    const text = specText({
      input: 'input: { shape: [9, 9, 3] }',
      blocks: `blocks: ${JSON.stringify(blocks)}`,
    });
    const { plan, diagnostics } = checkText(text);
    const layer = plan?.layers.find((candidate) => candidate.block === 'block');
    return {
      output: layer?.outputShape ?? null,
      paths: withoutNotes(diagnostics).map(({ path }) => path),
      options,
    };
  }

  it('are those of the reference; specs can express all but eleven', () => {
    expect(cases).toHaveLength(94);
    expect(cases.filter(({ unwritten }) => unwritten.length > 0).map(({ text }) => text)).toEqual([
      'Conv2D {"kernel_size":3,"filters":4,"groups":2}',
      'Conv2D {"kernel_size":3,"filters":4,"groups":3}',
      'Conv2D {"kernel_size":3,"filters":4,"groups":0}',
      'Conv2DTranspose {"filters":4,"kernel_size":3,"strides":2,"output_padding":1}',
      'Conv2DTranspose {"filters":4,"kernel_size":3,"strides":2,"output_padding":2}',
      'Conv2DTranspose {"filters":4,"kernel_size":3,"strides":2,"padding":"same","output_padding":0}',
      'Conv2DTranspose {"filters":4,"kernel_size":3,"strides":2,"padding":"same","output_padding":1}',
      'BatchNormalization {"axis":4}',
      'BatchNormalization {"axis":3}',
      'BatchNormalization {"axis":-1}',
      'BatchNormalization {"axis":1}',
    ]);
  });

  it.each(expressible.filter(({ output }) => output !== null))('$text', (entry) => {
    const { output, paths } = check(entry);
    const exception = stricter.find(({ is }) => is(entry.arguments));
    expect(output).toEqual(exception ? null : entry.output);
    expect(paths).toHaveLength(exception ? 1 : 0);
  });

  it.each(expressible.filter(({ output }) => output === null))('$text is rejected', (entry) => {
    const { output, paths, options } = check(entry);
    expect(output).toBeNull();
    expect(paths).toHaveLength(1);
    const at = paths[0]?.at(paths[0].indexOf('blocks') + 2);
    expect(Object.keys(options)).toContain(at);
  });

  it.each(stricter)('differ: $about', ({ is }) => {
    const accepted = expressible.filter((entry) => is(entry.arguments) && entry.output !== null);
    expect(accepted.length).toBeGreaterThan(0);
    for (const entry of accepted) expect(check(entry).output).toBeNull();
  });
});
