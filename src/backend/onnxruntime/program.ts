import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../../formats/onnx/encode-model';
import type { OnnxGraph } from '../../formats/onnx/model';
import type { OnnxRuntime } from './load-onnxruntime';

/** Tensors by the names that a graph has for them. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A graph that is ready to run. */
export interface Program {
  readonly inputs: readonly string[];
  /**
   * Runs the graph on the calling thread.
   *
   * @param feeds at least a tensor for each input
   * @param fetches where outputs are to be written; the memory may be that of an input. Others are made
   */
  run(feeds: Tensors, fetches?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** What programs run on. */
export interface Device {
  readonly runtime: OnnxRuntime;
  readonly options: InferenceSession.SessionOptions;
}

/** Prepares a graph; this takes from milliseconds to a few seconds. */
export async function createProgram(graph: OnnxGraph, { runtime, options }: Device): Promise<Program> {
  const session = await runtime.InferenceSession.create(encodeModel({ graph, metadata: {} }), options);
  const inputs = graph.inputs.map(({ name }) => name);
  const outputs = graph.outputs.map(({ name }) => name);
  return {
    inputs,
    async run(feeds, fetches = {}) {
      const given = pick(feeds, inputs);
      const places = Object.fromEntries(outputs.map((name) => [name, fetches[name] ?? null]));
      return session.run(given, places);
    },
    release: () => session.release(),
  };
}

function pick(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = tensors[name];
      if (!tensor) throw new Error(`the graph needs "${name}"`);
      return [name, tensor];
    }),
  );
}
