import type { PlannedLayer } from '../layer';
import { allButChannels, perChannel } from '../onnx/channels';
import type { Value } from '../onnx/onnx-facet';
import {
  neededWeight,
  type OnnxCall,
  type OnnxFacet,
  type OnnxForward,
  soleValue,
  wholeWeight,
} from '../onnx/onnx-facet';

/** As in `tfjs.ts`: uses batch statistics during training, and moving statistics otherwise or if the layer is frozen. */
export const batchNormOnnx: OnnxFacet<'batchNorm'> = {
  forward(layer, inputs, call) {
    const x = soleValue(inputs);
    return call.training && layer.trainable !== false
      ? normalizeBatch(layer, x, call)
      : normalizeByMoving(layer, x, call);
  },
};

/** An affine map per channel. */
function normalizeByMoving(
  { config, outputShape }: PlannedLayer<'batchNorm'>,
  x: Value,
  call: OnnxCall,
): OnnxForward {
  const { graph } = call;
  const mean = neededWeight(call, 'moving_mean').value;
  const variance = neededWeight(call, 'moving_variance').value;
  const spread = graph.node('Sqrt', [graph.node('Add', [variance, graph.float(config.epsilon)])]);
  const gamma = wholeWeight(call, 'gamma') ?? graph.float(1);
  const beta = wholeWeight(call, 'beta') ?? graph.float(0);
  const slope = graph.node('Div', [gamma, spread]);
  const shift = graph.node('Sub', [beta, graph.node('Mul', [mean, slope])]);
  const factor = perChannel(graph, slope, outputShape);
  const scaled = graph.node('Mul', [x, factor]);
  return {
    output: graph.node('Add', [scaled, perChannel(graph, shift, outputShape)]),
    backward: (dy) => [graph.node('Mul', [dy, factor])],
  };
}

/**
 * Uses the closed-form gradient of Ioffe and Szegedy (2015): `c = x − mean`, `s = 1 / √(variance + ε)`, sums over the
 * n values of a channel: `dβ = Σ dy`, `dγ = s · Σ dy·c`, `dx = γs · (dy − Σ dy / n − c · s² · Σ dy·c / n)`.
 */
function normalizeBatch(
  { config, outputShape }: PlannedLayer<'batchNorm'>,
  x: Value,
  call: OnnxCall,
): OnnxForward {
  const { graph } = call;
  const { epsilon, momentum } = config;
  const axes = graph.ints(allButChannels(outputShape));
  const mean = graph.node('ReduceMean', [x, axes]);
  const centered = graph.node('Sub', [x, mean]);
  const variance = graph.node('ReduceMean', [graph.node('Mul', [centered, centered]), axes]);
  const spread = graph.node('Sqrt', [graph.node('Add', [variance, graph.float(epsilon)])]);
  const gamma = wholeWeight(call, 'gamma');
  const beta = wholeWeight(call, 'beta');
  const scale = gamma === undefined ? graph.float(1) : perChannel(graph, gamma, outputShape);
  const slope = graph.node('Div', [scale, spread]);
  const scaled = graph.node('Mul', [centered, slope]);
  for (const [name, statistic] of [
    ['moving_mean', mean],
    ['moving_variance', variance],
  ] as const) {
    const { value, dims } = neededWeight(call, name);
    const former = graph.node('Mul', [value, graph.float(momentum)]);
    const flat = graph.node('Reshape', [statistic, graph.ints(dims)]);
    const latter = graph.node('Mul', [flat, graph.float(1 - momentum)]);
    call.assign(name, graph.node('Add', [former, latter]));
  }
  return {
    output: beta === undefined ? scaled : graph.node('Add', [scaled, perChannel(graph, beta, outputShape)]),
    backward(dy, back) {
      const products = graph.node('ReduceSum', [graph.node('Mul', [dy, centered]), axes]);
      const sums = graph.node('ReduceSum', [dy, axes]);
      if (gamma !== undefined) {
        const byGamma = asVector(graph.node('Div', [products, spread]));
        back.gradient('gamma', neededWeight(call, 'gamma'), byGamma);
      }
      if (beta !== undefined) back.gradient('beta', neededWeight(call, 'beta'), asVector(sums));
      if (!back.wanted[0]) return [null];
      const count = countOf(x, sums);
      const steepness = graph.node('Div', [slope, count]);
      const perSpread = graph.node('Div', [products, graph.node('Mul', [spread, spread])]);
      const tilt = graph.node('Mul', [steepness, perSpread]);
      const shift = graph.node('Mul', [steepness, sums]);
      const straight = graph.node('Sub', [graph.node('Mul', [dy, slope]), shift]);
      return [graph.node('Sub', [straight, graph.node('Mul', [centered, tilt])])];
    },
  };

  function asVector(perChannel: Value): Value {
    return graph.node('Reshape', [perChannel, graph.ints([-1])]);
  }

  /** The number of values per channel in the batch: the size of the full tensor divided by the number of channels. */
  function countOf(all: Value, one: Value): Value {
    const sizes = [all, one].map((value) => graph.node('Cast', [graph.node('Size', [value])], { to: 1 }));
    return graph.node('Div', sizes);
  }
}
