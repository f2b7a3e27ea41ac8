import { describe, expect, it } from 'vitest';
import {
  type GradientWays,
  inputGradientWays,
  kernelGradientWays,
  possibleInputGradients,
  tableOfWays,
} from '../../../src/layers/onnx/gradient-ways';
import { layerCases } from '../../support/layer-cases';
import { differentiateInOnnx } from '../../support/onnx-layer';
import { decode, distance } from '../../support/reference-numerics';

const tolerance = 1e-4;

describe('layers in ONNX, against Keras', () => {
  it.each(layerCases)('%s', async (_, layer) => {
    const own = await differentiateInOnnx(layer);
    expect(own.shape).toEqual(layer.output.shape);
    expect(distance(own.output, decode(layer.output)), 'output').toBeLessThan(tolerance);
    for (const key of ['inputGradients', 'weightGradients'] as const) {
      for (const [i, gradient] of layer[key].entries()) {
        expect(distance(own[key][i] ?? [], decode(gradient)), `${key} ${i}`).toBeLessThan(tolerance);
      }
    }
  });
});

const convolutions = layerCases.filter(([, { kind }]) => /conv/i.test(kind));

describe.each(kernelGradientWays)('gradients by kernels by way of %s', (way) => {
  it.each(convolutions)('%s', async (_, layer) => {
    const own = await differentiateInOnnx(layer, {
      ways: { ...tableOfWays, kernelGradient: () => way },
    });
    for (const [i, gradient] of layer.weightGradients.entries())
      expect(distance(own.weightGradients[i] ?? [], decode(gradient))).toBeLessThan(tolerance);
  });
});

const pools = layerCases.filter(([, { kind }]) => kind === 'maxPool2d');

it.each(pools)('gradients of maxima by way of comparisons: %s', async (_, layer) => {
  const own = await differentiateInOnnx(layer, { ways: { ...tableOfWays, maxPoolGradient: 'comparisons' } });
  const [gradient] = layer.inputGradients;
  expect(distance(own.inputGradients[0] ?? [], gradient ? decode(gradient) : [])).toBeLessThan(tolerance);
});

describe.each(inputGradientWays)('gradients by inputs by way of %s', (way) => {
  it.each(convolutions)('%s', async (_, layer) => {
    const ways = {
      ...tableOfWays,
      inputGradient: (geometry) => (possibleInputGradients(geometry).includes(way) ? way : 'transposed'),
    } satisfies GradientWays;
    const own = await differentiateInOnnx(layer, { ways });
    for (const [i, gradient] of layer.inputGradients.entries())
      expect(distance(own.inputGradients[i] ?? [], decode(gradient))).toBeLessThan(tolerance);
  });
});
