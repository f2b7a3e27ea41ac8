import { expect, it } from 'vitest';
import { adviceOn, flatten, output } from './advice';

it.each<[what: string, blocks: readonly string[], expected: readonly string[]]>([
  [
    'conv, conv',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same }',
      '{ type: conv, filters: 8, kernel: 3, padding: same, activation: relu }',
      '{ type: globalMaxPool }',
      output,
    ],
    [
      '6:13 warning regularity/linear-stack "conv1_conv" has no activation, so together with "conv2_conv" it is a single linear map',
    ],
  ],
  [
    'conv with batch norm and dropout, conv',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same, batchNorm: true, bias: false, dropout: 0.1 }',
      '{ type: conv, filters: 8, kernel: 3, padding: same }',
      '{ type: globalMaxPool }',
      output,
    ],
    [
      '6:13 warning regularity/linear-stack "conv1_conv" has no activation, so together with "conv2_conv" it is a single linear map',
    ],
  ],
  [
    'conv with relu, conv',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same, activation: relu }',
      '{ type: conv, filters: 8, kernel: 3, padding: same }',
      '{ type: globalMaxPool }',
      output,
    ],
    [],
  ],
  [
    'conv with max pool, conv',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same, pool: 2 }',
      '{ type: conv, filters: 8, kernel: 3, padding: same }',
      '{ type: globalMaxPool }',
      output,
    ],
    [],
  ],
  [
    'a bottleneck',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same, activation: relu }',
      '{ type: conv, filters: 2, kernel: 3, padding: same }',
      '{ type: conv, filters: 8, kernel: 3, padding: same }',
      '{ type: globalMaxPool }',
      output,
    ],
    [],
  ],
  [
    'fewer values than before only',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same, activation: relu }',
      '{ type: conv, filters: 2, kernel: 3, padding: same }',
      '{ type: conv, filters: 2, kernel: 3, padding: same }',
      '{ type: globalMaxPool }',
      output,
    ],
    [
      '7:13 warning regularity/linear-stack "conv2_conv" has no activation, so together with "conv3_conv" it is a single linear map',
    ],
  ],
  [
    'separated kernels',
    [
      '{ type: conv, filters: 8, kernel: [3, 1], padding: same }',
      '{ type: conv, filters: 8, kernel: [1, 3], padding: same }',
      '{ type: globalMaxPool }',
      output,
    ],
    [],
  ],
  [
    'conv, dense',
    [
      '{ type: conv, filters: 8, kernel: 3, padding: same }',
      flatten,
      '{ type: dense, units: 4, activation: relu }',
      output,
    ],
    [],
  ],
  [
    'dense, dense',
    [flatten, '{ type: dense, units: 10 }', '{ type: dense, units: 10, activation: relu }', output],
    [
      '7:13 warning regularity/linear-stack "dense1_dense" has no activation, so together with "dense2_dense" it is a single linear map',
    ],
  ],
])('%s', (_what, blocks, expected) => {
  expect(adviceOn(blocks)).toEqual(expected);
});
