import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from '../../../compile/onnx/encoding/encode-model';
import type { OnnxGraph } from '../../../compile/onnx/encoding/model';
import type { MaskInput } from '../../../compile/onnx/graphs';
import { dropoutMask } from '../../../layers/dropout/mask';
import type { GradientAlgorithms } from '../../../layers/onnx/gradient-algorithms';
import { sizeOf } from '../../../layers/shapes';

export type OnnxRuntime = typeof import('onnxruntime-node');

/** Tensors by their names in a graph. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** What graphs run on. */
export interface Device {
  readonly runtime: OnnxRuntime;
  readonly options: InferenceSession.SessionOptions;
  /** The default algorithms. */
  readonly algorithms: GradientAlgorithms;
}

/** A graph that is ready to run. */
export interface Program {
  /**
   * Runs the graph on the calling thread.
   *
   * @param images the size of the batch
   * @param feeds a tensor for each input; others are ignored
   * @param places tensors to write outputs to, which may be input tensors; new ones are created for the other outputs
   */
  run(images: number, feeds: Tensors, places?: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/** Prepares a graph. Takes from milliseconds to a few seconds. */
export async function createProgram(
  graph: OnnxGraph,
  { runtime, options }: Pick<Device, 'runtime' | 'options'>,
): Promise<Program> {
  const bytes = encodeModel({ graph: withUnconvertible(graph), metadata: {} });
  const session = await runtime.InferenceSession.create(bytes, options);
  return {
    async run(images, feeds, places = {}) {
      const inputs = graph.inputs.map(({ name }) => [name, inputOf(feeds, name)] as const);
      const outputs = graph.outputs.map(({ name, dims }) => {
        const sizes = dims.map((size) => (typeof size === 'number' ? size : images));
        const own = () => new runtime.Tensor('float32', new Float32Array(sizeOf(sizes)), sizes);
        return [name, places[name] ?? own()] as const;
      });
      const written = Object.fromEntries(outputs);
      try {
        await session.run(Object.fromEntries(inputs), { [unconvertible]: null, ...written });
      } catch (error) {
        if (!(error instanceof Error && error.message.includes(refusal))) throw error;
      }
      return written;
    },
    release: () => session.release(),
  };
}

const unconvertible = 'unconvertible';

/** onnxruntime-node's error for an output that it cannot convert to a tensor. */
const refusal = 'Non tensor type';

/**
 * Adds an output before all others that onnxruntime-node cannot return. After computing, it copies every output, even
 * those written to our memory: with 45 million weights and momentum, that takes 0.3 s per step and twice the memory of
 * the weights. It stops at the first output that is not a tensor, and by then our outputs are in place. A version that
 * supports sequences would make the copies again, with the same results.
 */
function withUnconvertible(graph: OnnxGraph): OnnxGraph {
  const one = { name: `${unconvertible}/one`, dims: [], values: Float32Array.of(1) };
  const node = {
    name: unconvertible,
    operator: 'SequenceConstruct',
    inputs: [one.name],
    outputs: [unconvertible],
    attributes: {},
  };
  return {
    ...graph,
    nodes: [...graph.nodes, node],
    initializers: [...graph.initializers, one],
    outputs: [{ name: unconvertible, type: 'float32', dims: [], sequence: true }, ...graph.outputs],
  };
}

function inputOf(feeds: Tensors, name: string): Tensor {
  const tensor = feeds[name];
  if (!tensor) throw new Error(`the graph needs "${name}"`);
  return tensor;
}

/** The images and the step that masks are for. */
interface Place {
  readonly step: number;
  readonly firstImage: number;
  readonly images: number;
}

/** Draws the dropout masks of a step into memory that is reused. The masks are those of tfjs, in ONNX's order. */
export function createMasks(seed: number, { Tensor }: OnnxRuntime) {
  const memory = new Map<string, Float32Array>();
  return (inputs: readonly MaskInput[], place: Place): Readonly<Record<string, Tensor>> =>
    Object.fromEntries(
      inputs.map(({ name, layer, rate, dims }) => {
        const size = sizeOf(dims);
        const needed = place.images * size;
        let own = memory.get(name);
        if (own === undefined || own.length < needed) {
          own = new Float32Array(needed);
          memory.set(name, own);
        }
        const [channels = 1] = dims;
        const into = own.subarray(0, needed);
        dropoutMask({ seed, layer, rate, size, channelsFirst: channels, into, ...place });
        return [name, new Tensor('float32', into, [place.images, ...dims])];
      }),
    );
}
