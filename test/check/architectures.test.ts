import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateSpec } from '../../src/hosts/node/library';
import type { Overrides } from '../../src/language/overrides';

interface Architecture {
  readonly name: string;
  readonly input_shape: readonly number[];
  readonly layers: readonly {
    readonly class: string;
    readonly activation?: string | null;
    readonly config?: { readonly activation?: string };
    readonly output_shape: readonly number[];
    readonly params: number;
    readonly trainable_params: number;
  }[];
  readonly total_params: number;
  readonly trainable_params: number;
  readonly non_trainable_params: number;
  readonly refused: { readonly class: string; readonly input_shape: readonly number[] } | null;
}

interface SweepRow {
  readonly input_size: number;
  readonly flatten_units: number | null;
  readonly refused_at: {
    readonly block: number;
    readonly class: string;
    readonly input_shape: readonly number[];
  } | null;
}

/** Shapes and parameters of Keras 3.15.1: see `versions` in the file. */
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const reference = JSON.parse(read('test/reference/architectures.json')) as {
  architectures: readonly Architecture[];
  convnet_12class_input_sweep: readonly SweepRow[];
};
const applications = JSON.parse(read('test/reference/applications.json')) as Pick<
  typeof reference,
  'architectures'
>;

/** Only the blocks, without training and without claims, which are valid for one input size only. */
const network = (path: string) =>
  read(path)
    .replace(/^(training:|callbacks:|data:|expect:)[\s\S]*/m, '')
    .replace(/^ +expect: .*\n/gm, '')
    .replace(/, expect: \{[^{}]*\}/g, '');

const code = network('specs/convnet-12class.yaml');
const prose = network('specs/convnet-12class-prose.yaml');
const convs = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'];
const atSize = (size: number): Overrides => ({ 'input.shape': [size, size, 3] });

const networks: [name: string, yaml: string, set: Overrides][] = [
  ['convnet-12class', code, {}],
  ['convnet-12class-160', code, atSize(160)],
  ['convnet-12class-prose', prose, {}],
  [
    'convnet-12class-prose-same',
    prose,
    Object.fromEntries(convs.map((name) => [`blocks.${name}.padding`, 'same'])),
  ],
  ['lenet5', read('specs/lenet-5.yaml'), {}],
  ['alexnet', read('specs/alexnet.yaml'), {}],
  ['vgg16', read('specs/vgg16.yaml'), {}],
];

const kinds: Readonly<Record<string, string>> = {
  InputLayer: 'input',
  Activation: 'activation',
  Add: 'add',
  DepthwiseConv2D: 'depthwiseConv2d',
  GlobalAveragePooling2D: 'globalAveragePool2d',
  Reshape: 'reshape',
  ZeroPadding2D: 'zeroPadding2d',
  Conv2D: 'conv2d',
  MaxPooling2D: 'maxPool2d',
  AveragePooling2D: 'averagePool2d',
  BatchNormalization: 'batchNorm',
  ReLU: 'activation',
  Dropout: 'dropout',
  Flatten: 'flatten',
  Dense: 'dense',
};

/** In Keras, an activation may be part of a layer; here each is a separate layer. */
function expectedLayers({ layers }: Architecture) {
  return layers.flatMap((layer) => {
    const { class: name, output_shape: shape, params, trainable_params: trainable } = layer;
    const own = { kind: kinds[name], shape, params, trainable };
    const activation = layer.activation ?? layer.config?.activation ?? 'linear';
    const inside = name !== 'Activation' && activation !== 'linear';
    return inside ? [own, { kind: 'activation', shape, params: 0, trainable: 0 }] : [own];
  });
}

/** Sorts the descriptions of layers, so that the order of branches does not matter. */
const sorted = (layers: readonly object[]) => layers.map((layer) => JSON.stringify(layer)).sort();

describe('the layers of keras.applications, branches in any order', () => {
  it.each([
    ['resnet50', 'specs/resnet-50.yaml'],
    ['mobilenet', 'specs/mobilenet-v1.yaml'],
    ['mobilenetv2', 'specs/mobilenet-v2.yaml'],
  ])('%s', async (name, path) => {
    const expected = applications.architectures.find((entry) => entry.name === name);
    if (!expected) throw new Error(`no reference for ${name}`);
    const { plan } = await validateSpec({ yaml: read(path) });
    const received = plan?.layers.map(({ kind, outputShape: shape, params, trainableParams: trainable }) => ({
      kind,
      shape,
      params,
      trainable,
    }));
    expect(sorted(received ?? [])).toEqual(sorted(expectedLayers(expected)));
    expect(plan?.totals.params).toBe(expected.total_params);
  });
});

describe('every layer has the same shape and parameters as in Keras', () => {
  it.each(networks)('%s', async (name, yaml, set) => {
    const expected = reference.architectures.find((entry) => entry.name === name);
    if (!expected) throw new Error(`no reference for ${name}`);
    const { plan, diagnostics } = await validateSpec({ yaml }, { set });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(
      plan?.layers.map(({ kind, outputShape: shape, params, trainableParams: trainable }) => ({
        kind,
        shape,
        params,
        trainable,
      })),
    ).toEqual(expectedLayers(expected));
    expect(plan?.totals).toMatchObject({
      params: expected.total_params,
      trainableParams: expected.trainable_params,
      nonTrainableParams: expected.non_trainable_params,
    });
  });
});

it('rejects 96×96 at the same layer as Keras: the sixth pool', async () => {
  const { refused } = reference.architectures.find(({ name }) => name === 'convnet-12class-96') ?? {};
  const { diagnostics, plan } = await validateSpec({ yaml: code }, { set: atSize(96) });
  expect(plan).toBeNull();
  expect(diagnostics).toMatchObject([
    {
      code: 'shape/empty-output',
      message:
        '"conv6_pool" leaves no output: pool [2, 2] is larger than its input [1, 1] with padding "valid"',
      path: ['blocks', 5, 'pool', 'size'],
    },
  ]);
  expect(refused).toMatchObject({ class: 'MaxPooling2D', input_shape: [1, 1, 512] });
});

it('flattens inputs of 32 to 256 to as many values as Keras, or is rejected at the same layer', async () => {
  const received: SweepRow[] = [];
  for (const { input_size } of reference.convnet_12class_input_sweep) {
    const { plan, diagnostics } = await validateSpec({ yaml: code }, { set: atSize(input_size) });
    const [, block, part, height, width] =
      /^"conv(\d)_(\w+)" leaves no output: .* its input \[(\d+), (\d+)\]/.exec(
        diagnostics[0]?.message ?? '',
      ) ?? [];
    received.push({
      input_size,
      flatten_units: plan?.layers.find((layer) => layer.kind === 'flatten')?.outputShape[0] ?? null,
      refused_at:
        part === undefined
          ? null
          : {
              block: Number(block),
              class: part === 'conv' ? 'Conv2D' : 'MaxPooling2D',
              input_shape: [Number(height), Number(width)],
            },
    });
  }
  const expected = reference.convnet_12class_input_sweep.map(({ refused_at: refused, ...row }) => ({
    ...row,
    refused_at: refused && { ...refused, input_shape: refused.input_shape.slice(0, 2) },
  }));
  expect(received).toEqual(expected);
  expect(received.find((row) => row.flatten_units !== null)?.input_size).toBe(111);
});
