import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../../formats/onnx/encode-model';
import type { OnnxGraph } from '../../formats/onnx/model';
import type { OnnxRuntime } from './load-onnxruntime';

/** Tensors by the names that a graph has for them. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** What graphs run on. */
export interface Device {
  readonly runtime: OnnxRuntime;
  readonly options: InferenceSession.SessionOptions;
}

/** A graph that is ready to run. */
export interface Program {
  /**
   * Runs the graph on the calling thread.
   *
   * @param feeds a tensor for each input at least
   * @param fetches where outputs are to be written, which may be where inputs lie; others are made
   */
  run(feeds: Tensors, fetches?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** Prepares a graph; that takes from milliseconds to a few seconds. */
export async function createProgram(graph: OnnxGraph, { runtime, options }: Device): Promise<Program> {
  const session = await runtime.InferenceSession.create(encodeModel({ graph, metadata: {} }), options);
  const inputs = graph.inputs.map(({ name }) => name);
  const outputs = graph.outputs.map(({ name }) => name);
  return {
    run(feeds, fetches = {}) {
      const given = Object.fromEntries(inputs.map((name) => [name, inputOf(feeds, name)]));
      const places = Object.fromEntries(outputs.map((name) => [name, fetches[name] ?? null]));
      return session.run(given, places);
    },
    release: () => session.release(),
  };
}

function inputOf(feeds: Tensors, name: string): Tensor {
  const tensor = feeds[name];
  if (!tensor) throw new Error(`the graph needs "${name}"`);
  return tensor;
}
