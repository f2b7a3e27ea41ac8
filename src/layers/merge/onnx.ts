import { channelAxis, channelsFirst } from '../onnx/channels';
import type { OnnxFacet, Value } from '../onnx/onnx-facet';

export const addOnnx: OnnxFacet<'add'> = {
  forward(_, inputs, { graph }) {
    return {
      output: inputs.reduce((sum, x) => graph.node('Add', [sum, x])),
      backward: (dy) => inputs.map(() => dy),
    };
  },
};

/** Sizes of 1 are broadcast; their gradients are summed. */
export const multiplyOnnx: OnnxFacet<'multiply'> = {
  forward({ inputShapes, outputShape }, inputs, { graph }) {
    const product = (factors: readonly Value[]) => factors.reduce((all, x) => graph.node('Mul', [all, x]));
    return {
      output: product(inputs),
      backward: (dy, { wanted }) =>
        inputs.map((_, i) => {
          if (!wanted[i]) return null;
          const gradient = product([dy, ...inputs.filter((_, other) => other !== i)]);
          const own = channelsFirst(inputShapes[i] ?? []);
          const stretched = channelsFirst(outputShape).flatMap((size, axis) =>
            own[axis] === size ? [] : [axis + 1],
          );
          return stretched.length === 0
            ? gradient
            : graph.node('ReduceSum', [gradient, graph.ints(stretched)]);
        }),
    };
  },
};

export const concatOnnx: OnnxFacet<'concat'> = {
  forward({ inputShapes, outputShape }, inputs, { graph }) {
    const axis = channelAxis(outputShape);
    return {
      output: graph.node('Concat', inputs, { axis }),
      backward(dy) {
        if (inputs.length === 1) return [dy];
        const lengths = graph.ints(inputShapes.map((shape) => shape.at(-1) ?? 0));
        return graph.split('Split', [dy, lengths], { axis }, inputs.length);
      },
    };
  },
};
