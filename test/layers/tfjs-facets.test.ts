import '@tensorflow/tfjs-backend-cpu';
import { mul, setBackend, sum, type Tensor, tensor, tidy, valueAndGrads } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActivationName, LayerKind } from '../../src/layers/layer';
import type { ComputingKind, TfjsFacet } from '../../src/layers/tfjs-facet';
import { tfjsFacets } from '../../src/layers/tfjs-facets';
import type { PlannedLayer } from '../../src/plan/model-plan';

beforeAll(async () => {
  await setBackend('cpu');
});

/** The output of a layer without weights, and the gradient of `Σ factors · output`. */
function differentiate<K extends ComputingKind>(
  kind: K,
  config: PlannedLayer<K>['config'],
  x: { values: number[]; shape: number[] },
  factors: number[],
): { output: number[]; gradient: number[] } {
  const facet = tfjsFacets[kind] as unknown as TfjsFacet<LayerKind & ComputingKind>;
  const layer = { name: 'layer', kind, config } as unknown as PlannedLayer<ComputingKind>;
  return tidy(() => {
    let output: number[] = [];
    const loss = (input: Tensor) => {
      const y = facet.forward(layer, [input], {}, { training: true, step: 0, seed: 1 });
      output = Array.from(y.dataSync());
      return sum(mul(y, tensor(factors, y.shape)));
    };
    const [gradient] = valueAndGrads(loss)([tensor(x.values, x.shape)]).grads;
    return { output, gradient: Array.from(gradient?.dataSync() ?? []) };
  });
}

describe('activations are those of Keras, with their gradients', () => {
  const x = [-7, -3.2, -1.1, -0.25, 0.4, 1.7, 3.5, 6.5];
  const factors = [1, 2, 3, 4, 5, 6, 7, 8];
  /** What Keras 3.15 computes: values, and gradients of the sum weighted by `factors`. */
  const keras: Record<ActivationName, readonly [number[], number[]]> = {
    linear: [x, factors],
    relu: [
      [0, 0, 0, 0, 0.4, 1.7, 3.5, 6.5],
      [0, 0, 0, 0, 5, 6, 7, 8],
    ],
    relu6: [
      [0, 0, 0, 0, 0.4, 1.7, 3.5, 6],
      [0, 0, 0, 0, 5, 6, 7, 0],
    ],
    leakyRelu: [
      [-1.4, -0.64, -0.22, -0.05, 0.4, 1.7, 3.5, 6.5],
      [0.2, 0.4, 0.6, 0.8, 5, 6, 7, 8],
    ],
    elu: [
      [-0.9990881, -0.9592378, -0.6671289, -0.2211992, 0.4, 1.7, 3.5, 6.5],
      [0.0009118915, 0.08152437, 0.9986132, 3.115203, 5, 6, 7, 8],
    ],
    selu: [
      [-1.756496, -1.686435, -1.172879, -0.3888902, 0.4202804, 1.786192, 3.677454, 6.829556],
      [0.001603246, 0.143328, 1.755661, 5.476837, 5.253505, 6.304206, 7.354907, 8.405608],
    ],
    sigmoid: [
      [0.0009110512, 0.03916572, 0.2497399, 0.4378234, 0.5986877, 0.8455347, 0.9706877, 0.9984988],
      [0.0009102212, 0.07526352, 0.5621096, 0.9845363, 1.201304, 0.7836344, 0.1991713, 0.01199159],
    ],
    hardSigmoid: [
      [0, 0, 0.3166667, 0.4583333, 0.5666667, 0.7833333, 1, 1],
      [0, 0, 0.5, 0.6666667, 0.8333333, 1, 0, 0],
    ],
    tanh: [
      [-0.9999983, -0.9966823, -0.800499, -0.2449187, 0.379949, 0.9354091, 0.9981779, 0.9999954],
      [3.33786e-6, 0.01324856, 1.077604, 3.760059, 4.278193, 0.7500594, 0.0254854, 7.343292e-5],
    ],
    softplus: [
      [0.0009114664, 0.03995333, 0.2873353, 0.5759395, 0.9130152, 1.867786, 3.52975, 6.501502],
      [0.0009110512, 0.07833143, 0.7492196, 1.751294, 2.993438, 5.073208, 6.794814, 7.98799],
    ],
    softsign: [
      [-0.875, -0.7619048, -0.5238096, -0.2, 0.2857143, 0.6296296, 0.7777778, 0.8666667],
      [0.015625, 0.1133787, 0.6802722, 2.56, 2.551021, 0.8230452, 0.345679, 0.1422222],
    ],
    swish: [
      [-0.006377358, -0.1253303, -0.2747139, -0.1094559, 0.2394751, 1.437409, 3.397407, 6.490242],
      [-0.005460497, -0.1625118, 0.130899, 1.50516, 3.47396, 6.405387, 7.491915, 8.065935],
    ],
    gelu: [
      [-8.958679e-12, -0.00219884, -0.1492327, -0.1003234, 0.2621687, 1.624239, 3.499186, 6.5],
      [-6.266324e-11, -0.01388388, -0.3119141, 1.218507, 4.013649, 6.691908, 7.019753, 8],
    ],
    softmax: [
      [1.29093e-6, 5.77061e-5, 0.0004712378, 0.00110253, 0.002111941, 0.007749336, 0.04688076, 0.9416252],
      [
        -8.938609e-6, -0.0003418603, -0.002320452, -0.004326507, -0.00617566, -0.01491099, -0.04332548,
        0.07140971,
      ],
    ],
  };

  it.each(Object.entries(keras) as [ActivationName, [number[], number[]]][])(
    '%s',
    (name, [values, slopes]) => {
      const { output, gradient } = differentiate(
        'activation',
        { function: name },
        { values: x, shape: [1, 8] },
        factors,
      );
      for (const [i, value] of values.entries()) expect(output[i]).toBeCloseTo(value, 5);
      for (const [i, slope] of slopes.entries()) expect(gradient[i]).toBeCloseTo(slope, 5);
    },
  );
});

describe('global pooling', () => {
  const image = { values: [0, 1, 0, 2, 0, 2, 0, 2], shape: [1, 2, 2, 2] };

  it('shares the gradient of a maximum evenly among equals', () => {
    expect(differentiate('globalMaxPool2d', {}, image, [4, 6])).toEqual({
      output: [0, 2],
      gradient: [1, 0, 1, 2, 1, 2, 1, 2],
    });
  });

  it('takes the mean of each channel', () => {
    expect(differentiate('globalAveragePool2d', {}, image, [4, 6])).toEqual({
      output: [0, 1.75],
      gradient: [1, 1.5, 1, 1.5, 1, 1.5, 1, 1.5],
    });
  });
});
