import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Padding, Shape } from '../../src/layers/layer';
import { isProblem } from '../../src/layers/shape-facet';
import { shapeFacetOf } from '../../src/layers/shape-facets';
import { windowSteps } from '../../src/layers/window';

type Row = readonly [
  input: number,
  kernel: number,
  stride: number,
  padding: Padding,
  dilation: number,
  output: number | null,
];

/** What `compute_output_shape` of Keras 3.15.1 gives; `null` where it refuses. */
const reference = JSON.parse(
  readFileSync(new URL('../reference/conv-arithmetic.json', import.meta.url), 'utf8'),
) as { conv_rows: readonly Row[]; maxpool_rows: readonly Row[]; avgpool_rows: readonly Row[] };

const initializers = { kernelInitializer: 'glorotUniform', biasInitializer: 'zeros' } as const;

/** The output of a layer whose window has the row's numbers in one axis and is 1 wide in the other. */
function outputOf(kind: 'conv2d' | 'maxPool2d' | 'averagePool2d', row: Row, axis: 0 | 1) {
  const [input, size, stride, padding, dilation] = row;
  const along = (value: number): readonly [number, number] => (axis === 0 ? [value, 1] : [1, value]);
  const shape: Shape = [...along(input), 3];
  const own = { stride: along(stride), padding };
  const layer =
    kind === 'conv2d'
      ? {
          kind,
          config: {
            ...own,
            kernel: along(size),
            dilation: along(dilation),
            filters: 5,
            bias: true,
            ...initializers,
          },
        }
      : { kind, config: { ...own, size: along(size) } };
  const named = { ...layer, name: 'layer', inputs: ['input'] } as const;
  return shapeFacetOf(named).output(named.config, [shape]);
}

describe.each([
  ['conv2d', reference.conv_rows, 2496, 'kernel', 5],
  ['maxPool2d', reference.maxpool_rows, 1664, 'size', 3],
  ['averagePool2d', reference.avgpool_rows, 1664, 'size', 3],
] as const)('%s', (kind, rows, count, option, channels) => {
  it('has the rows of the reference', () => {
    expect(rows.length).toBe(count);
    expect(rows.some((row) => row[5] === null)).toBe(true);
  });

  it.each([
    ['height', 0],
    ['width', 1],
  ] as const)('yields the %s that Keras announces, and refuses what Keras refuses', (_name, axis) => {
    const wrong = rows.filter((row) => {
      const [input, size, stride, padding, dilation, expected] = row;
      const output = outputOf(kind, row, axis);
      if (isProblem(output)) {
        return expected !== null || output.code !== 'shape/empty-output' || output.option !== option;
      }
      const steps = windowSteps(input, size, stride, padding, dilation);
      return (
        output[axis] !== expected || output[1 - axis] !== 1 || output[2] !== channels || steps !== expected
      );
    });
    expect(wrong).toEqual([]);
  });
});
