import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** Number of products that a kernel sums for one value. */
type SummedSize = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => number;

const matMulSize: SummedSize = ({ a }, { transposeA }) => a?.shape.at(transposeA ? -2 : -1) ?? 0;
/** Only 1×1 convolutions are computed as matrix products. */
const conv2dSize: SummedSize = ({ filter }) => {
  const [height, width, channels = 0] = filter?.shape ?? [];
  return height === 1 && width === 1 ? channels : 0;
};

const kernels: readonly (readonly [name: string, operands: readonly string[], size: SummedSize])[] = [
  ['BatchMatMul', ['a', 'b'], matMulSize],
  ['_FusedMatMul', ['a', 'b'], matMulSize],
  ['Conv2D', ['x', 'filter'], conv2dSize],
  ['FusedConv2D', ['x', 'filter'], conv2dSize],
  ['Conv2DBackpropInput', ['dy', 'filter'], ({ filter }) => filter?.shape[3] ?? 0],
];

const sound = new WeakSet<KernelConfig>();

/**
 * Replaces the kernels of tfjs's `webgl` backend that give wrong results. tfjs packs blocks of 2 × 2 values into a
 * pixel; if a size is odd, half a block is outside the tensor and contains what the last operation computed from zero:
 * 1 after `exp`, ½ after `sigmoid`. Matrix products sum over an odd size in whole blocks and add the product of two
 * such values. For example, the gradients of a dense layer with an odd number of classes are off by 1e-4 or more. Here
 * the operands are unpacked first, and tfjs packs them again with zeros outside the tensor.
 *
 * Call it after importing `@tensorflow/tfjs-backend-webgl`; further calls have no effect.
 */
export function registerSoundKernels(): void {
  for (const [name, operands, size] of kernels) {
    const shipped = getKernel(name, 'webgl');
    if (!shipped || sound.has(shipped)) continue;
    const config: KernelConfig = {
      ...shipped,
      kernelFunc({ inputs, backend, attrs = {} }) {
        if (size(inputs, attrs) % 2 === 0) return shipped.kernelFunc({ inputs, backend, attrs });
        const webgl = backend as MathBackendWebGL;
        const unpacked = operands.flatMap((operand) => {
          const given = inputs[operand];
          return given && webgl.texData.get(given.dataId).isPacked
            ? [[operand, webgl.unpackTensor(given)] as const]
            : [];
        });
        try {
          return shipped.kernelFunc({
            inputs: { ...inputs, ...Object.fromEntries(unpacked) },
            backend,
            attrs,
          });
        } finally {
          for (const [, tensor] of unpacked) webgl.disposeIntermediateTensorInfo(tensor);
        }
      },
    };
    sound.add(config);
    unregisterKernel(name, 'webgl');
    registerKernel(config);
  }
}
