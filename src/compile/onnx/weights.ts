import type { ModelPlan } from '../../check/model-plan';
import type { WeightLayout, WeightPart } from '../../layers/onnx/onnx-facet';
import { onnxFacetOf } from '../../layers/onnx/onnx-facets';
import { type Shape, sizeOf } from '../../layers/shapes';
import type { ConstraintSpec, RegularizerSpec } from '../../layers/weight-spec';

/** A weight of a plan in ONNX's layout. */
export interface OnnxWeight {
  /** Its position in Keras's order, over all layers. */
  readonly index: number;
  /** `<layer>/<weight>`. */
  readonly path: string;
  readonly layer: string;
  readonly name: string;
  /** Keras's shape. */
  readonly shape: Shape;
  readonly layout: WeightLayout;
  readonly trainable: boolean;
  readonly regularizer?: RegularizerSpec;
  readonly constraint?: ConstraintSpec;
  readonly parts: readonly WeightPart[];
}

/**
 * Number of values in a part of a split weight (4 MB), so that the memory an update reads and writes stays in the
 * cache. A quarter or eight times as much is equally fast, a whole large layer is slower.
 */
const partSize = 2 ** 20;

/** The weights of a plan in Keras's order; with `whole`, each in one part. */
export function onnxWeights(
  { layers }: Pick<ModelPlan, 'layers'>,
  { whole = false }: { readonly whole?: boolean } = {},
): readonly OnnxWeight[] {
  const weights = layers.flatMap((layer) => {
    const facet = onnxFacetOf(layer);
    const layouts = facet?.layouts?.(layer) ?? {};
    return layer.weights.map((weight) => {
      const layout = layouts[weight.name] ?? { permutation: weight.shape.map((_, axis) => axis) };
      const dims = layout.dims ?? layout.permutation.map((axis) => weight.shape[axis] ?? 0);
      const path = `${layer.name}/${weight.name}`;
      const divides =
        !whole && facet?.divisible?.includes(weight.name) === true && weight.constraint === undefined;
      return { ...weight, path, layer: layer.name, layout, parts: partsOf(path, dims, divides) };
    });
  });
  return weights.map((weight, index) => ({ ...weight, index }));
}

/** Copies values from Keras's order to ONNX's. */
export function toOnnxOrder({ shape, layout }: OnnxWeight, from: Float32Array, to: Float32Array): void {
  permute(
    layout.permutation,
    shape,
    (onnx, keras) => {
      to[onnx] = from[keras] as number;
    },
    () => to.set(from),
  );
}

/** The reverse of {@link toOnnxOrder}. */
export function toKerasOrder({ shape, layout }: OnnxWeight, from: Float32Array, to: Float32Array): void {
  permute(
    layout.permutation,
    shape,
    (onnx, keras) => {
      to[keras] = from[onnx] as number;
    },
    () => to.set(from),
  );
}

/** Calls `each` with the index of every value in ONNX and in Keras, or `same` if all indices are equal. */
function permute(
  permutation: readonly number[],
  shape: Shape,
  each: (onnx: number, keras: number) => void,
  same: () => void,
): void {
  if (permutation.every((axis, i) => axis === i)) {
    same();
    return;
  }
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const sizes = permutation.map((axis) => shape[axis] ?? 1);
  const steps = permutation.map((axis) => strides[axis] ?? 1);
  let onnx = 0;
  const walk = (axis: number, keras: number): void => {
    const size = sizes[axis] ?? 1;
    const step = steps[axis] ?? 1;
    if (axis === sizes.length - 1) for (let i = 0; i < size; i++) each(onnx++, keras + i * step);
    else for (let i = 0; i < size; i++) walk(axis + 1, keras + i * step);
  };
  walk(0, 0);
}

function partsOf(path: string, dims: Shape, divides: boolean): readonly WeightPart[] {
  const [rows = 1, ...rest] = dims;
  const rowSize = sizeOf(rest);
  if (!divides || rows * rowSize < 2 * partSize) return [{ value: path, dims, from: 0 }];
  const most = Math.max(1, Math.round(partSize / rowSize));
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => {
    const from = i * most;
    return { value: `${path}#${i}`, dims: [Math.min(most, rows - from), ...rest], from };
  });
}
