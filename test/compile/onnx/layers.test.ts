import { describe, expect, it } from 'vitest';
import {
  algorithmTable,
  type GradientAlgorithms,
  inputGradientAlgorithms,
  kernelGradientAlgorithms,
  possibleInputGradients,
} from '../../../src/layers/onnx/gradient-algorithms';
import { layerCases } from '../../support/layer-cases';
import { differentiateInOnnx } from '../../support/onnx-layer';
import { decode, distance } from '../../support/reference-numerics';

const tolerance = 1e-4;

describe('layers in ONNX, compared with Keras', () => {
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

describe.each(kernelGradientAlgorithms)('kernel gradients with the algorithm %s', (algorithm) => {
  it.each(convolutions)('%s', async (_, layer) => {
    const own = await differentiateInOnnx(layer, {
      algorithms: { ...algorithmTable, kernelGradient: () => algorithm },
    });
    for (const [i, gradient] of layer.weightGradients.entries())
      expect(distance(own.weightGradients[i] ?? [], decode(gradient))).toBeLessThan(tolerance);
  });
});

const pools = layerCases.filter(([, { kind }]) => kind === 'maxPool2d');

it.each(pools)('max pool gradients with the algorithm comparisons: %s', async (_, layer) => {
  const own = await differentiateInOnnx(layer, {
    algorithms: { ...algorithmTable, maxPoolGradient: 'comparisons' },
  });
  const [gradient] = layer.inputGradients;
  expect(distance(own.inputGradients[0] ?? [], gradient ? decode(gradient) : [])).toBeLessThan(tolerance);
});

describe.each(inputGradientAlgorithms)('input gradients with the algorithm %s', (algorithm) => {
  it.each(convolutions)('%s', async (_, layer) => {
    const algorithms = {
      ...algorithmTable,
      inputGradient: (geometry) =>
        possibleInputGradients(geometry).includes(algorithm) ? algorithm : 'transposed',
    } satisfies GradientAlgorithms;
    const own = await differentiateInOnnx(layer, { algorithms });
    for (const [i, gradient] of layer.inputGradients.entries())
      expect(distance(own.inputGradients[i] ?? [], decode(gradient))).toBeLessThan(tolerance);
  });
});
