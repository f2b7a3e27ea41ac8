import { channelAxis, perChannel, sumToChannels } from '../onnx/channels';
import { neededWeight, type OnnxFacet, soleValue } from '../onnx/onnx-facet';

/** Uses the closed-form gradient given in `tfjs.ts`. */
export const layerNormOnnx: OnnxFacet<'layerNorm'> = {
  forward({ config, outputShape }, inputs, call) {
    const { graph, weights } = call;
    const x = soleValue(inputs);
    const channels = graph.ints([channelAxis(outputShape)]);
    const mean = (value: string) => graph.node('ReduceMean', [value, channels]);
    const centered = graph.node('Sub', [x, mean(x)]);
    const variance = mean(graph.node('Mul', [centered, centered]));
    const spread = graph.node('Sqrt', [graph.node('Add', [variance, graph.float(config.epsilon)])]);
    const normal = graph.node('Div', [centered, spread]);
    const gamma = weights.gamma && perChannel(graph, neededWeight(call, 'gamma').value, outputShape);
    const beta = weights.beta && perChannel(graph, neededWeight(call, 'beta').value, outputShape);
    const scaled = gamma === undefined ? normal : graph.node('Mul', [normal, gamma]);
    return {
      output: beta === undefined ? scaled : graph.node('Add', [scaled, beta]),
      backward(dy, back) {
        if (gamma !== undefined && back.trains) {
          const products = graph.node('Mul', [dy, normal]);
          back.gradient('gamma', neededWeight(call, 'gamma'), sumToChannels(graph, products, outputShape));
        }
        if (beta !== undefined && back.trains)
          back.gradient('beta', neededWeight(call, 'beta'), sumToChannels(graph, dy, outputShape));
        if (!back.wanted[0]) return [null];
        const g = gamma === undefined ? dy : graph.node('Mul', [dy, gamma]);
        const tilt = graph.node('Mul', [normal, mean(graph.node('Mul', [g, normal]))]);
        const level = graph.node('Sub', [graph.node('Sub', [g, mean(g)]), tilt]);
        return [graph.node('Div', [level, spread])];
      },
    };
  },
};
