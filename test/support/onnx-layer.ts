import * as runtime from 'onnxruntime-node';
import { batchDim, GraphBuilder } from '../../src/compile/onnx/graph-builder';
import { lower } from '../../src/compile/onnx/lower';
import { materialized } from '../../src/compile/onnx/update-rules';
import { onnxWeights, toKerasOrder, toOnnxOrder } from '../../src/compile/onnx/weights';
import { reordered } from '../../src/layers/onnx/channels';
import type { GradientAlgorithms } from '../../src/layers/onnx/gradient-algorithms';
import { algorithmTable } from '../../src/layers/onnx/gradient-algorithms';
import { sizeOf } from '../../src/layers/shapes';

import { createProgram, type Device } from '../../src/run/backends/onnxruntime/program';
import { type LayerCase, planOfCase } from './layer-cases';
import { decode } from './reference-numerics';

/** What a graph of one layer makes of the inputs, weights and `dy` of a case; the counterpart of `differentiate`. */
export async function differentiateInOnnx(
  layer: LayerCase,
  {
    algorithms = algorithmTable,
    options = {},
  }: { algorithms?: GradientAlgorithms; options?: Device['options'] } = {},
) {
  const plan = planOfCase(layer);
  const graph = new GraphBuilder('case');
  const weights = onnxWeights(plan);
  for (const { parts } of weights) for (const { value, dims } of parts) graph.input(value, dims);
  const lowered = lower(plan, graph, {
    training: true,
    algorithms,
    source: ({ name, outputShape }) => graph.input(name, [batchDim, ...outputShape]),
    weight: (_, name) => weights.find((weight) => weight.name === name)?.parts ?? [],
    mask: () => {
      throw new Error('no case draws a mask');
    },
    assign: () => undefined,
  });
  const shapes = new Map(plan.layers.map(({ name, outputShape }) => [name, outputShape]));
  const toKeras = (value: string, name: string) => {
    const shape = shapes.get(name) ?? [];
    const flat = reordered(graph, value, shape, [sizeOf(shape)]);
    return graph.node('Reshape', [flat, graph.ints([-1, ...shape])]);
  };
  const shape = shapes.get('layer') ?? [];
  const given = graph.input('dy', [batchDim, sizeOf(shape)]);
  const names = plan.layers.filter(({ kind }) => kind === 'input').map(({ name }) => name);
  const { gradients, byLayer } = lowered.backward(
    'layer',
    reordered(graph, given, [sizeOf(shape)], shape),
    names,
  );
  graph.output('output', toKeras(lowered.output('layer'), 'layer'), [batchDim, ...shape]);
  for (const name of names) {
    const value = byLayer.get(name);
    if (value) graph.output(`d${name}`, toKeras(value, name), [batchDim, ...(shapes.get(name) ?? [])]);
  }
  for (const { part, gradient } of gradients)
    graph.output(`d${part.value}`, materialized(graph, gradient), part.dims);
  const program = await createProgram(graph.finish(), { runtime, options });
  const tensor = (values: Float32Array, dims: readonly number[]) =>
    new runtime.Tensor('float32', values, [...dims]);
  const batch = layer.inputs[0]?.shape[0] ?? 0;
  const feeds: Record<string, runtime.Tensor> = { dy: tensor(decode(layer.dy), [batch, sizeOf(shape)]) };
  for (const [i, input] of layer.inputs.entries()) feeds[`input${i}`] = tensor(decode(input), input.shape);
  for (const [i, weight] of weights.entries()) {
    const values = new Float32Array(sizeOf(weight.shape));
    const reference = layer.weights[i];
    if (reference) toOnnxOrder(weight, decode(reference), values);
    for (const { value, dims } of weight.parts) feeds[value] = tensor(values, dims);
  }
  const results = await program.run(batch, feeds);
  await program.release();
  const valuesOf = (name: string) => results[name]?.data as Float32Array;
  return {
    shape: [...(results.output?.dims ?? [])],
    output: valuesOf('output'),
    inputGradients: layer.inputGradients.map((_, i) => valuesOf(`dinput${i}`)),
    weightGradients: layer.weightGradients.map((_, i) => {
      const weight = weights[i];
      if (!weight) throw new Error(`the layer has no weight ${i}`);
      const values = new Float32Array(sizeOf(weight.shape));
      toKerasOrder(weight, valuesOf(`d${weight.path}`), values);
      return values;
    }),
  };
}
