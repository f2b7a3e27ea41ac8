import { kindName } from '../layers/custom/custom-layer';
import type { Layer, LayerConfigs, LayerKind } from '../layers/layer';
import type { Pair } from '../layers/shapes';

type Sliding = { readonly stride: Pair; readonly dilation?: Pair };

const descriptions: { readonly [K in LayerKind]?: (config: LayerConfigs[K], kind: K) => string } = {
  conv2d: ({ kernel, ...how }, kind) => sliding(kind, kernel, how),
  depthwiseConv2d: ({ kernel, ...how }, kind) => sliding(kind, kernel, how),
  separableConv2d: ({ kernel, ...how }, kind) => sliding(kind, kernel, how),
  conv2dTranspose: ({ kernel, ...how }, kind) => sliding(kind, kernel, how),
  maxPool2d: ({ size, ...how }, kind) => sliding(kind, size, how),
  averagePool2d: ({ size, ...how }, kind) => sliding(kind, size, how),
  upsampling2d: ({ size, interpolation }) => `upsampling2d ×${short(size)} ${interpolation}`,
  activation: (config) => config.function,
  dropout: ({ rate }) => `dropout ${rate}`,
  spatialDropout2d: ({ rate }) => `spatialDropout2d ${rate}`,
};

/** A layer in a few words: its kind and what tells it from others of it, `conv2d 9×9 /2` or `relu`. */
export function describeLayer(layer: Layer): string {
  const describe = descriptions[layer.kind] as ((config: unknown, kind: string) => string) | undefined;
  return describe?.(layer.config, layer.kind) ?? kindName(layer);
}

/** One number where both axes agree, `2`, else both: `2×1`. */
export function short([rows, columns]: Pair): string {
  return rows === columns ? decimal(rows) : `${decimal(rows)}×${decimal(columns)}`;
}

function sliding(kind: string, size: Pair, { stride, dilation = [1, 1] }: Sliding): string {
  const moves = stride[0] > 1 || stride[1] > 1 ? ` /${short(stride)}` : '';
  const dilated = dilation[0] > 1 || dilation[1] > 1 ? ` dilation ${short(dilation)}` : '';
  return `${kind} ${size.join('×')}${moves}${dilated}`;
}

/** Strides behind upsampling are fractions. */
function decimal(value: number): string {
  return String(Number(value.toFixed(3)));
}
