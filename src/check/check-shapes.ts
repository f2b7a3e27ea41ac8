import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { type ModelSpec, unknown } from '../language/model-spec';
import { usesOf } from '../language/site';

import { kindOf } from '../layers/kinds';
import { isProblem, type Shape, shapeText, sizeOf } from '../layers/shapes';
import type { WeightSpec } from '../layers/weight-spec';
import type { GraphNode, LayerGraph } from './layer-graph';

/** A node whose inputs are known, with everything computed from them. */
export interface CheckedNode {
  readonly node: GraphNode;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly weights: readonly WeightSpec[];
  readonly macs: number;
}

/** Checked nodes by layer name. Nodes that depend on an unknown are absent. */
export type CheckedShapes = ReadonlyMap<string, CheckedNode>;

/** A spec, its layers and the shapes known so far: the input of claims and rules. */
export interface CheckedNetwork {
  readonly spec: ModelSpec;
  readonly graph: LayerGraph;
  readonly shapes: CheckedShapes;
}

/** Infers every shape that can be known, and reports each layer that does not accept its input. */
export function checkShapes(
  graph: LayerGraph,
  spec: ModelSpec,
): { shapes: CheckedShapes; diagnostics: Diagnostic[] } {
  const { document } = spec;
  const shapes = new Map<string, CheckedNode>();
  const diagnostics: Diagnostic[] = [];
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));

  for (const node of graph.nodes) {
    const inputs = node.inputs?.map((name) => shapes.get(name));
    if (!node.layer || !inputs?.every((input) => input !== undefined)) continue;
    const inputShapes = inputs.map((input) => input.outputShape);
    const facet = kindOf(node.layer).shape;
    const output = facet.output(node.layer.config, inputShapes);
    if (isProblem(output)) {
      diagnostics.push(
        diagnose(document, output.code, {
          path: node.written(output.option),
          message: `"${node.name}" ${output.message}`,
          hint: output.hint,
          related: [
            ...inputs.map(({ node: source, outputShape }) => ({
              message: `its input ${shapeText(outputShape)} comes from "${source.block === node.block ? source.name : source.block}"`,
              path: byName.get(source.name)?.path ?? source.path,
            })),
            ...usesOf(node),
          ],
        }),
      );
      continue;
    }
    const weights = (facet.weights?.(node.layer.config, inputShapes) ?? []).map((weight) =>
      node.layer?.trainable === false ? { ...weight, trainable: false } : weight,
    );
    const macs = facet.macs?.(node.layer.config, inputShapes, output) ?? 0;
    const largest = Math.max(sizeOf(output), macs, ...weights.map((weight) => sizeOf(weight.shape)));
    if (!Number.isSafeInteger(largest)) {
      diagnostics.push(
        diagnose(document, 'shape/too-large', {
          path: node.written(),
          message: `"${node.name}" is too large: it would have ${largest.toExponential(1)} values or multiply-adds, more than 2^53`,
          related: usesOf(node),
          hint: 'check the sizes of this block, of the input and of the blocks before it',
        }),
      );
      continue;
    }
    shapes.set(node.name, { node, inputShapes, outputShape: output, weights, macs });
  }
  diagnostics.push(...checkClasses(graph, spec, shapes));
  return { shapes, diagnostics };
}

/** Checks that the last layer outputs one score per class. */
function checkClasses(graph: LayerGraph, spec: ModelSpec, shapes: CheckedShapes): Diagnostic[] {
  const last = graph.output === null ? undefined : shapes.get(graph.output);
  if (!last || spec.classes === unknown) return [];
  const { count } = spec.classes;
  if (last.outputShape.length === 1 && last.outputShape[0] === count) return [];
  const nodes = graph.nodes.filter((node) => node.block === last.node.block);
  const dense = nodes.find(({ layer }) => layer && 'units' in layer.config);
  return [
    diagnose(spec.document, 'shape/class-mismatch', {
      path: dense ? dense.written('units') : last.node.path,
      message: `the last block "${last.node.block}" has the output shape ${shapeText(last.outputShape)}, expected [${count}]: one score per class`,
      hint: 'end the network with { type: dense, units: classes, activation: softmax }',
      related: [{ message: `${count} classes are declared here`, path: ['classes'] }],
    }),
  ];
}
