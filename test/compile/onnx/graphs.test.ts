import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../../src/check/model-plan';
import type { OnnxGraph } from '../../../src/compile/onnx/encoding/model';
import {
  gradientGraph,
  inferenceGraph,
  renewed,
  stepGraph,
  updateGraph,
} from '../../../src/compile/onnx/graphs';
import { onnxWeights } from '../../../src/compile/onnx/weights';
import { algorithmTable } from '../../../src/layers/onnx/gradient-algorithms';
import { planOfFile } from '../../support/check-file';

/** Chains, residuals, depthwise convolutions, branches. */
const networks = ['convnet-12class', 'resnet-18', 'mobilenet-v2', 'inception-small'];
const plans = networks.map((name) => [name, planOfFile(`specs/${name}.yaml`)] as const);

/** Operators whose result may share the memory of their first input. */
const views = new Set(['Reshape', 'Identity']);

/** The nodes that a value depends on, directly and indirectly. */
function ancestors(graph: OnnxGraph, value: string): ReadonlySet<OnnxGraph['nodes'][number]> {
  const makers = new Map(
    graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const found = new Set<OnnxGraph['nodes'][number]>();
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const maker = makers.get(next);
    if (!maker || found.has(maker)) continue;
    found.add(maker);
    pending.push(...maker.inputs);
  }
  return found;
}

/** The nodes that read a value, including through views. */
function readers(graph: OnnxGraph, value: string): readonly OnnxGraph['nodes'][number][] {
  const direct = graph.nodes.filter(({ inputs }) => inputs.includes(value));
  return direct.flatMap((node) =>
    views.has(node.operator) ? [node, ...readers(graph, node.outputs[0] ?? '')] : [node],
  );
}

const optimizers = {
  sgd: { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
  adam: { type: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
} as const;

describe.each(plans)('graphs of %s', (_, plan) => {
  it.each(Object.entries(optimizers))(
    'renew a weight after everything that reads it, under %s',
    (_, optimizer) => {
      const { graph } = stepGraph({ ...plan, training: { ...plan.training, optimizer } }, algorithmTable);
      for (const { parts, trainable } of onnxWeights(plan)) {
        for (const { value } of trainable ? parts : []) {
          const before = ancestors(graph, renewed(value));
          expect(before.size).toBeGreaterThan(0);
          for (const reader of readers(graph, value))
            expect([value, reader.name, before.has(reader)]).toEqual([value, reader.name, true]);
        }
      }
    },
  );

  it('name every value once, and use none before it is computed', () => {
    for (const graph of [
      stepGraph(plan, algorithmTable).graph,
      gradientGraph(plan, algorithmTable, 'first').graph,
      gradientGraph(plan, algorithmTable, 'further').graph,
      updateGraph(plan),
      inferenceGraph(plan),
      inferenceGraph(plan, { forEvaluation: true }),
    ]) {
      const known = new Set<string>([...graph.inputs, ...graph.initializers].map(({ name }) => name));
      expect(known.size).toBe(graph.inputs.length + graph.initializers.length);
      for (const { inputs, outputs } of graph.nodes) {
        expect(inputs.filter((input) => !known.has(input))).toEqual([]);
        for (const output of outputs) {
          expect([output, known.has(output)]).toEqual([output, false]);
          known.add(output);
        }
      }
      expect(graph.outputs.filter(({ name }) => !known.has(name))).toEqual([]);
    }
  });
});

it('have no masks for inference, and one per dropout for training', () => {
  const [, plan] = plans.find(([name]) => name === 'convnet-12class') as [string, ModelPlan];
  const { graph, masks } = stepGraph(plan, algorithmTable);
  const dropouts = plan.layers.filter(({ kind }) => kind === 'dropout').map(({ name }) => name);
  expect(masks.map(({ layer }) => layer)).toEqual(dropouts);
  expect(graph.inputs.map(({ name }) => name)).toEqual(expect.arrayContaining(masks.map(({ name }) => name)));
  expect(inferenceGraph(plan).inputs.map(({ name }) => name)).not.toContain(masks[0]?.name);
});
