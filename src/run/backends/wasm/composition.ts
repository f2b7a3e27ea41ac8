import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { getKernel } from '@tensorflow/tfjs-core';

/** A kernel of the tfjs `wasm` backend with one output, typed by the names of its inputs and its attributes. */
export type WasmKernel<Input extends string, Attributes> = (args: {
  readonly inputs: Readonly<Record<Input, TensorInfo>>;
  readonly attrs: Attributes;
  readonly backend: BackendWasm;
}) => TensorInfo;

/** The argument of `registerKernel` for a kernel of the `wasm` backend. */
export function wasmKernelConfig<Input extends string, Attributes>(
  kernelName: string,
  kernel: WasmKernel<Input, Attributes>,
): KernelConfig {
  return { kernelName, backendName: 'wasm', kernelFunc: kernel as unknown as KernelConfig['kernelFunc'] };
}

/**
 * A kernel composed of other kernels. It calls them without the engine, so nothing is recorded or tidied: all results
 * exist until {@link Composition.run} ends, which frees all but the returned one.
 */
export class Composition {
  private readonly temporaries: TensorInfo[] = [];

  private constructor(readonly backend: BackendWasm) {}

  /** Runs `body`, frees the tensors that it created and returns its result, which may share its data with an input. */
  static run(backend: BackendWasm, body: (composition: Composition) => TensorInfo): TensorInfo {
    const composition = new Composition(backend);
    try {
      const result = body(composition);
      backend.incRef(result.dataId);
      return result;
    } finally {
      for (const { dataId } of composition.temporaries) backend.disposeData(dataId);
    }
  }

  /** Calls the registered kernel `kernelName`, which must have one output. */
  call(kernelName: string, inputs: Readonly<Record<string, TensorInfo>>, attrs: object): TensorInfo {
    const kernel = getKernel(kernelName, 'wasm');
    const args = { inputs, attrs, backend: this.backend } as unknown as Parameters<
      KernelConfig['kernelFunc']
    >[0];
    const output = kernel.kernelFunc(args) as TensorInfo;
    this.temporaries.push(output);
    return output;
  }

  /** An uninitialized float32 tensor. */
  allocate(shape: readonly number[]): TensorInfo {
    const output = this.backend.makeOutput([...shape], 'float32');
    this.temporaries.push(output);
    return output;
  }

  /** The rows and columns `area` of `x`, `[batch, height, width, channels]`. */
  crop(x: TensorInfo, area: { top: number; left: number; height: number; width: number }): TensorInfo {
    const [batch = 0, rows = 0, columns = 0, channels = 0] = x.shape;
    const { top, left, height, width } = area;
    if (height === rows && width === columns) return x;
    const part = this.allocate([batch, height, width, channels]);
    const from = heapOf(this.backend, x);
    const to = heapOf(this.backend, part);
    const line = width * channels;
    let target = 0;
    for (let image = 0; image < batch; image++) {
      for (let row = top; row < top + height; row++, target += line) {
        const source = ((image * rows + row) * columns + left) * channels;
        to.set(from.subarray(source, source + line), target);
      }
    }
    return part;
  }

  /** `x` with its axes in the order `perm`; `x` itself if the order is unchanged. */
  transpose(x: TensorInfo, perm: readonly number[]): TensorInfo {
    if (perm.every((axis, index) => axis === index)) return x;
    return this.call('Transpose', { x }, { perm: [...perm] });
  }
}

/** The same data with another shape; does not own it. */
export function viewAs(x: TensorInfo, shape: readonly number[]): TensorInfo {
  return { dataId: x.dataId, dtype: x.dtype, shape: [...shape] };
}

/**
 * A view of a float32 tensor's values in the WebAssembly heap. The view is invalid once the heap grows: create it after
 * the last allocation.
 */
export function heapOf(backend: BackendWasm, x: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(x) as Float32Array;
}
