import type { Tensor } from 'onnxruntime-node';
import type { ModelPlan } from '../../../check/model-plan';
import type { OnnxGraph } from '../../../compile/onnx/encoding/model';
import { stepGraph } from '../../../compile/onnx/graphs';
import type { Support } from '../../../compile/support';
import { plainAlgorithms } from '../../../layers/onnx/gradient-algorithms';
import { sizeOf } from '../../../layers/shapes';

import { createProgram, type Device, type Tensors } from './program';

/** Number of images in the compared step. */
const images = 2;

/** Relative to the largest value of an output, or to 1. A hundred times the difference between two correct providers. */
const tolerance = 1e-2;

/**
 * Checks that a provider computes a training step of a plan as the CPU does. ONNX Runtime 1.30 has convolutions that
 * are wrong on WebGPU, without an error: a run would train, but learn nothing.
 */
export async function checkNumbers(plan: ModelPlan, own: Device, processor: Device): Promise<Support> {
  const { graph } = stepGraph(plan, plainAlgorithms);
  const feeds = feedsOf(graph, own);
  const results: Tensors[] = [];
  for (const device of [own, processor]) {
    const program = await createProgram(graph, device);
    results.push(await program.run(images, feeds));
    await program.release();
  }
  const [found = {}, right = {}] = results;
  const wrong = graph.outputs.find(({ name }) => distance(found[name], right[name]) > tolerance);
  if (wrong === undefined) return { supported: true };
  return {
    supported: false,
    reason: `it computes wrong values for ${wrong.name === 'head' ? 'the scores' : `"${wrong.name.replace(/'$/, '')}" after a step`}: a bug in ONNX Runtime, found by comparing a step with the CPU`,
  };
}

/** Inputs whose values differ from each other, small enough for a deep network. */
function feedsOf({ inputs }: OnnxGraph, { runtime }: Device): Tensors {
  return Object.fromEntries(
    inputs.map(({ name, dims }, input) => {
      const sizes = dims.map((steps) => (typeof steps === 'number' ? steps : images));
      const fan = Math.max(1, sizeOf(sizes) / (sizes[0] ?? 1));
      const isKernel = sizes.length > 1 && name.includes('/');
      const [factor, shift] = isKernel ? [Math.sqrt(12 / fan), -0.5 * Math.sqrt(12 / fan)] : [1, 0.1];
      const values = new Float32Array(sizeOf(sizes));
      for (let i = 0; i < values.length; i++)
        values[i] = (((i * 7919 + input * 104729) % 1009) / 1009) * factor + shift;
      return [name, new runtime.Tensor('float32', values, sizes)];
    }),
  );
}

function distance(found: Tensor | undefined, right: Tensor | undefined): number {
  const [a, b] = [found?.data as Float32Array, right?.data as Float32Array];
  let most = 0;
  let scale = 1;
  for (let i = 0; i < b.length; i++) {
    const apart = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    if (Number.isNaN(apart)) return Number.isNaN(b[i]) ? 0 : Number.POSITIVE_INFINITY;
    most = Math.max(most, apart);
    scale = Math.max(scale, Math.abs(b[i] ?? 0));
  }
  return most / scale;
}
