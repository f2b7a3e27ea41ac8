import { biasGradient } from '../onnx/channels';
import type { NodeBuilder, Value } from '../onnx/onnx-facet';
import { type OnnxFacet, soleValue, type WeightPart, wholeWeight } from '../onnx/onnx-facet';

/** One product per part of the kernel, with the input values that match its rows. */
export const denseOnnx: OnnxFacet<'dense'> = {
  divisible: ['kernel'],

  forward({ inputShapes, outputShape }, inputs, call) {
    const { graph } = call;
    const parts = call.weights.kernel ?? [];
    const pieces = piecesOf(graph, soleValue(inputs), parts);
    const bias = wholeWeight(call, 'bias');
    const output = parts.reduce<Value | undefined>((sum, { value }, i) => {
      const factors = [pieces[i] as Value, value];
      return graph.node('Gemm', sum === undefined ? factors : [...factors, sum]);
    }, bias);
    if (output === undefined || parts.length === 0) throw new Error('a dense layer needs its kernel');
    return {
      output,
      backward(dy, back) {
        if (back.trains) {
          for (const [i, part] of parts.entries())
            back.gradient('kernel', part, { left: pieces[i] as Value, right: dy });
          biasGradient(call, back, dy, outputShape);
        }
        if (!back.wanted[0]) return [null];
        const gradients = parts.map(({ value }) => graph.node('Gemm', [dy, value], { transB: 1 }));
        return [joined(graph, gradients, inputShapes[0]?.length ?? 1)];
      },
    };
  },
};

/** The columns of `x` that match each part. */
function piecesOf(graph: NodeBuilder, x: Value, parts: readonly WeightPart[]): readonly Value[] {
  if (parts.length === 1) return [x];
  const lengths = graph.ints(parts.map(({ dims }) => dims[0] ?? 0));
  return graph.split('Split', [x, lengths], { axis: 1 }, parts.length);
}

function joined(graph: NodeBuilder, pieces: readonly Value[], axis: number): Value {
  return pieces.length === 1 ? (pieces[0] as Value) : graph.node('Concat', pieces, { axis });
}
