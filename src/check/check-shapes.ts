import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { type ModelSpec, unknown } from '../language/model-spec';
import { usesOf } from '../language/site';
import { kindName } from '../layers/custom/custom-layer';
import { kindOf } from '../layers/kinds';
import { isProblem, type Shape, shapeText, sizeOf } from '../layers/shapes';
import type { WeightSpec } from '../layers/weight-spec';
import type { GraphNode, LayerGraph } from './layer-graph';

/** What is known of a node once its inputs are. */
export interface CheckedNode {
  readonly node: GraphNode;
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
  readonly weights: readonly WeightSpec[];
  readonly macs: number;
}

/** By layer name; nodes that depend on an unknown are absent. */
export type CheckedShapes = ReadonlyMap<string, CheckedNode>;

/** A spec, its layers, and what is known of their shapes: what claims and rules are held against. */
export interface CheckedNetwork {
  readonly spec: ModelSpec;
  readonly graph: LayerGraph;
  readonly shapes: CheckedShapes;
}

/** Infers every shape that can be known and reports each layer that cannot take its input. */
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
          message: `${kindName(node.layer)} "${node.block}" ${output.message}`,
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
          message: `${kindName(node.layer)} "${node.block}" would count ${largest.toExponential(1)} values`,
          related: usesOf(node),
          hint: 'check the sizes of the input and of the blocks before it',
        }),
      );
      continue;
    }
    shapes.set(node.name, { node, inputShapes, outputShape: output, weights, macs });
  }
  diagnostics.push(...checkClasses(graph, spec, shapes));
  return { shapes, diagnostics };
}

/** The last layer yields one score per class. */
function checkClasses(graph: LayerGraph, spec: ModelSpec, shapes: CheckedShapes): Diagnostic[] {
  const last = graph.output === null ? undefined : shapes.get(graph.output);
  if (!last || spec.classes === unknown) return [];
  const { count } = spec.classes;
  if (last.outputShape.length === 1 && last.outputShape[0] === count) return [];
  const nodes = graph.nodes.filter((node) => node.block === last.node.block);
  const guilty = nodes.find(({ layer }) => layer && 'units' in layer.config);
  return [
    diagnose(spec.document, 'shape/class-mismatch', {
      path: guilty ? guilty.written('units') : last.node.path,
      message: `the last block "${last.node.block}" yields ${shapeText(last.outputShape)}, expected [${count}]: one score for each class`,
      hint: 'let the last block be { type: dense, units: classes, activation: softmax }',
      related: [{ message: `${count} classes are declared`, path: ['classes'] }],
    }),
  ];
}
