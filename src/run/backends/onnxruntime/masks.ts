import type { Tensor } from 'onnxruntime-node';
import type { MaskInput } from '../../../compile/onnx/graphs';
import { dropoutMask } from '../../../layers/dropout/mask';
import { sizeOf } from '../../../layers/shapes';

import type { OnnxRuntime } from './program';

/** Which images of which step masks are for. */
interface Place {
  readonly step: number;
  readonly firstImage: number;
  readonly images: number;
}

/** Draws the masks of a step into memory that it keeps: those of tfjs, in ONNX's order. */
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
