import { channelsFirst } from '../onnx/channels';
import { neededWeight, type OnnxFacet, soleValue } from '../onnx/onnx-facet';

/** At zero the gradient is 0, as in Keras. */
export const preluOnnx: OnnxFacet<'prelu'> = {
  layouts: ({ weights }): Record<string, { permutation: number[] }> =>
    weights[0]?.shape.length === 3 ? { alpha: { permutation: [2, 0, 1] } } : {},

  forward({ outputShape }, inputs, call) {
    const { graph } = call;
    const x = soleValue(inputs);
    const alpha = neededWeight(call, 'alpha');
    const zero = graph.float(0);
    return {
      output: graph.node('PRelu', [x, alpha.value]),
      backward(dy, back) {
        if (back.trains) {
          const products = graph.node('Mul', [dy, graph.node('Min', [x, zero])]);
          const shared = channelsFirst(outputShape).flatMap((size, i) =>
            alpha.dims[i] === 1 && size !== 1 ? [i + 1] : [],
          );
          const sum = graph.node('ReduceSum', [products, graph.ints([0, ...shared])], { keepdims: 0 });
          back.gradient('alpha', alpha, graph.node('Reshape', [sum, graph.ints(alpha.dims)]));
        }
        if (!back.wanted[0]) return [null];
        const below = graph.node('Mul', [dy, alpha.value]);
        const beneath = graph.node('Where', [graph.node('Less', [x, zero]), below, zero]);
        return [graph.node('Where', [graph.node('Greater', [x, zero]), dy, beneath])];
      },
    };
  },
};
