import type { Tensor } from 'onnxruntime-node';
import type { ModelPlan } from '../../../check/model-plan';
import { batchDim, GraphBuilder } from '../../../compile/onnx/graph-builder';
import { stepGraph } from '../../../compile/onnx/graphs';
import { type ConvGeometry, geometryText } from '../../../layers/onnx/conv-geometry';
import { inputGradient, kernelGradient } from '../../../layers/onnx/convolution';
import {
  algorithmTable,
  type ChosenAlgorithms,
  type GradientAlgorithms,
  inputKey,
  kernelKey,
  possibleInputGradients,
  possibleKernelGradients,
} from '../../../layers/onnx/gradient-algorithms';
import type { Value } from '../../../layers/onnx/onnx-facet';
import { sizeOf } from '../../../layers/shapes';

import { createProgram, type Device } from './program';

/** Multiply-adds of a batch below which nothing is measured, because the overhead of an operation would dominate. */
const leastWork = 5e7;

/** Timed runs of an algorithm, after one warm-up run; the fastest counts. */
const runs = 3;

/** The time of an algorithm. */
export interface AlgorithmTime {
  readonly key: string;
  readonly geometry: ConvGeometry;
  readonly algorithm: string;
  readonly milliseconds: number;
}

/** Finds the fastest algorithm for each convolution gradient of a plan with batches of `images`; see {@link timeAlgorithms}. */
export async function tuneAlgorithms(
  plan: ModelPlan,
  images: number,
  device: Device,
): Promise<ChosenAlgorithms> {
  const fastest = new Map<string, AlgorithmTime>();
  for await (const time of timeAlgorithms(plan, images, device)) {
    const former = fastest.get(time.key);
    if (former === undefined || time.milliseconds < former.milliseconds) fastest.set(time.key, time);
  }
  return Object.fromEntries([...fastest].map(([key, { algorithm }]) => [key, algorithm]));
}

/** Measures every algorithm for every gradient that is not cheap, one after another. Takes seconds. */
export async function* timeAlgorithms(
  plan: ModelPlan,
  images: number,
  device: Device,
): AsyncGenerator<AlgorithmTime> {
  const asked = geometriesOf(plan);
  for (const geometry of asked.kernel) {
    if (isCheap(geometry, images)) continue;
    for (const algorithm of possibleKernelGradients(geometry)) {
      const milliseconds = await timeGradient(geometry, images, device, 'x', (graph, x, dy) =>
        kernelGradient(graph, [x, dy], geometry, algorithm),
      );
      yield { key: kernelKey(geometry), geometry, algorithm, milliseconds };
    }
  }
  for (const geometry of asked.input) {
    const algorithms = possibleInputGradients(geometry);
    if (isCheap(geometry, images) || algorithms.length === 1) continue;
    for (const algorithm of algorithms) {
      const milliseconds = await timeGradient(geometry, images, device, 'kernel', (graph, kernel, dy) =>
        inputGradient(graph, [dy, kernel], geometry, algorithm),
      );
      yield { key: inputKey(geometry), geometry, algorithm, milliseconds };
    }
  }
}

/** The distinct geometries for which a step needs an algorithm. */
function geometriesOf(plan: ModelPlan): Readonly<Record<'kernel' | 'input', readonly ConvGeometry[]>> {
  const asked = { kernel: new Map<string, ConvGeometry>(), input: new Map<string, ConvGeometry>() };
  const recorder: GradientAlgorithms = {
    ...algorithmTable,
    kernelGradient(geometry) {
      asked.kernel.set(geometryText(geometry), geometry);
      return algorithmTable.kernelGradient(geometry);
    },
    inputGradient(geometry) {
      asked.input.set(geometryText(geometry), geometry);
      return algorithmTable.inputGradient(geometry);
    },
  };
  stepGraph(plan, recorder);
  return { kernel: [...asked.kernel.values()], input: [...asked.input.values()] };
}

function isCheap({ output, kernel, channels, filters, groups }: ConvGeometry, images: number): boolean {
  return (images * sizeOf([...output, ...kernel]) * channels * filters) / groups < leastWork;
}

async function timeGradient(
  { input, output, kernel, channels, filters, groups }: ConvGeometry,
  images: number,
  device: Device,
  other: 'x' | 'kernel',
  gradient: (graph: GraphBuilder, other: Value, dy: Value) => Value,
): Promise<number> {
  const graph = new GraphBuilder('gradient');
  const sizes = other === 'x' ? [channels, ...input] : [filters, channels / groups, ...kernel];
  const taken = graph.input(other, other === 'x' ? [batchDim, ...sizes] : sizes);
  const dy = graph.input('dy', [batchDim, filters, ...output]);
  const yielded = other === 'x' ? [filters, channels / groups, ...kernel] : [batchDim, channels, ...input];
  graph.output('gradient', gradient(graph, taken, dy), yielded);
  const program = await createProgram(graph.finish(), device);
  try {
    const feeds = {
      [other]: noise(device, other === 'x' ? [images, ...sizes] : sizes),
      dy: noise(device, [images, filters, ...output]),
    };
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run <= runs; run++) {
      const begin = performance.now();
      await program.run(images, feeds);
      if (run > 0) least = Math.min(least, performance.now() - begin);
    }
    return least;
  } finally {
    await program.release();
  }
}

/** Values that are not special cases of arithmetic. */
function noise({ runtime }: Device, dims: readonly number[]): Tensor {
  const values = new Float32Array(sizeOf(dims));
  for (let i = 0; i < values.length; i++) values[i] = ((i * 7919) % 1009) / 1009 - 0.5;
  return new runtime.Tensor('float32', values, [...dims]);
}
