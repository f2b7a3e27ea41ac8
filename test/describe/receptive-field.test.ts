import { describe, expect, it } from 'vitest';
import { receptiveFields } from '../../src/describe/summary';
import type { LayerConfigs, LayerKind, PlannedLayer } from '../../src/layers/layer';
import type { Shape } from '../../src/layers/shapes';
import { checkFile } from '../support/check-file';

/** The parts of a layer that receptive fields need. */
function layer<K extends LayerKind>(
  name: string,
  kind: K,
  config: Partial<LayerConfigs[K]>,
  inputs: readonly string[],
  outputShape: Shape = [9, 9, 1],
): PlannedLayer {
  return { name, block: name, kind, config, inputs, outputShape } as unknown as PlannedLayer;
}

const input = layer('input', 'input', { shape: [64, 64, 3] }, []);
const conv = (name: string, kernel: number, stride: number, from: string, dilation = 1) =>
  layer(
    name,
    'conv2d',
    { kernel: [kernel, kernel], stride: [stride, stride], dilation: [dilation, dilation] },
    [from],
  );

const fieldOf = (layers: readonly PlannedLayer[], name: string) =>
  receptiveFields([input, ...layers]).get(name);

/** After a convolution with kernel 3 and stride 2: field 3, stride 2. */
describe.each<[string, PlannedLayer, unknown]>([
  ['conv2d', conv('l', 3, 2, 'c'), { size: [7, 7], stride: [4, 4] }],
  ['a dilated conv2d', conv('l', 3, 1, 'c', 2), { size: [11, 11], stride: [2, 2] }],
  [
    'a rectangular conv2d',
    layer('l', 'conv2d', { kernel: [5, 1], stride: [1, 2], dilation: [1, 1] }, ['c']),
    { size: [11, 3], stride: [2, 4] },
  ],
  [
    'depthwiseConv2d',
    layer('l', 'depthwiseConv2d', { kernel: [3, 3], stride: [1, 1], dilation: [1, 1] }, ['c']),
    { size: [7, 7], stride: [2, 2] },
  ],
  [
    'separableConv2d',
    layer('l', 'separableConv2d', { kernel: [3, 3], stride: [1, 1], dilation: [1, 1] }, ['c']),
    { size: [7, 7], stride: [2, 2] },
  ],
  [
    'maxPool2d',
    layer('l', 'maxPool2d', { size: [2, 2], stride: [2, 2] }, ['c']),
    { size: [5, 5], stride: [4, 4] },
  ],
  [
    'averagePool2d',
    layer('l', 'averagePool2d', { size: [3, 3], stride: [1, 1] }, ['c']),
    { size: [7, 7], stride: [2, 2] },
  ],
  [
    // Each output position reads ⌈3 / 2⌉ = 2 input positions.
    'conv2dTranspose',
    layer('l', 'conv2dTranspose', { kernel: [3, 3], stride: [2, 2], dilation: [1, 1] }, ['c']),
    { size: [5, 5], stride: [1, 1] },
  ],
  [
    'conv2dTranspose whose windows do not overlap',
    layer('l', 'conv2dTranspose', { kernel: [2, 2], stride: [2, 2], dilation: [1, 1] }, ['c']),
    { size: [3, 3], stride: [1, 1] },
  ],
  [
    'upsampling2d to the nearest',
    layer('l', 'upsampling2d', { size: [4, 1], interpolation: 'nearest' }, ['c']),
    { size: [3, 3], stride: [0.5, 2] },
  ],
  [
    'bilinear upsampling2d',
    layer('l', 'upsampling2d', { size: [4, 1], interpolation: 'bilinear' }, ['c']),
    { size: [5, 3], stride: [0.5, 2] },
  ],
  ['zeroPadding2d', layer('l', 'zeroPadding2d', {}, ['c']), { size: [3, 3], stride: [2, 2] }],
  ['cropping2d', layer('l', 'cropping2d', {}, ['c']), { size: [3, 3], stride: [2, 2] }],
  ['batchNorm', layer('l', 'batchNorm', {}, ['c']), { size: [3, 3], stride: [2, 2] }],
  ['globalMaxPool2d', layer('l', 'globalMaxPool2d', {}, ['c'], [1]), { size: 'whole', stride: null }],
  ['flatten', layer('l', 'flatten', {}, ['c'], [81]), { size: 'whole', stride: null }],
  ['dense', layer('l', 'dense', {}, ['c'], [4]), { size: 'whole', stride: null }],
])('%s', (_, last, expected) => {
  it('has the computed receptive field', () => {
    expect(fieldOf([conv('c', 3, 2, 'input'), last], 'l')).toEqual(expected);
  });
});

it('uses the largest of several paths', () => {
  const layers = [
    conv('wide', 7, 1, 'input'),
    conv('narrow', 3, 1, 'input'),
    layer('sum', 'add', {}, ['narrow', 'wide']),
    conv('behind', 3, 1, 'sum'),
  ];
  expect(fieldOf(layers, 'behind')).toEqual({ size: [9, 9], stride: [1, 1] });
});

it('sees the whole image after a gate that does, and still has positions', () => {
  const layers = [
    conv('c', 3, 2, 'input'),
    layer('squeeze', 'globalAveragePool2d', { keepDimensions: true }, ['c'], [1, 1, 1]),
    conv('excite', 1, 1, 'squeeze'),
    layer('gate', 'multiply', {}, ['c', 'excite']),
    conv('behind', 3, 2, 'gate'),
  ];
  expect(fieldOf(layers, 'excite')).toEqual({ size: 'whole', stride: null });
  expect(fieldOf(layers, 'behind')).toEqual({ size: 'whole', stride: [4, 4] });
});

/** Published values: Araujo et al. (2019) give 212 for VGG-16 and 195 for AlexNet. */
it.each([
  ['vgg16', 'maxPool5', 212, 32],
  ['alexnet', 'maxPool3', 195, 32],
  ['lenet-5', 'c5_conv', 32, 4],
])('%s: %s sees %i pixels in steps of %i', (network, name, size, stride) => {
  const { plan } = checkFile(`specs/${network}.yaml`);
  expect(plan && receptiveFields(plan.layers).get(name)).toEqual({
    size: [size, size],
    stride: [stride, stride],
  });
});
