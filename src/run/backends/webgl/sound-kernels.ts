import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/** How many products a kernel adds up for one value. */
type SummedSize = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => number;

const matMulSize: SummedSize = ({ a }, { transposeA }) => a?.shape.at(transposeA ? -2 : -1) ?? 0;
/** Only convolutions by one pixel are computed as products of matrices. */
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
 * Replaces those kernels of tfjs's `webgl` backend that give wrong results. tfjs packs blocks of 2 × 2 values into a
 * pixel, and where a size is odd, half a block stands beside the tensor. There it holds whatever the last operation
 * made of nothing: 1 after `exp`, ½ after `sigmoid`. Products of matrices sum over an odd size by whole blocks and add
 * the product of two such values; the gradients of a dense layer with an odd number of classes, for one, are off by
 * 1e-4 or more. Here their operands are unpacked first, and tfjs packs them again with zeros beside them.
 *
 * Call it after `@tensorflow/tfjs-backend-webgl` has been imported; calling it again changes nothing.
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
