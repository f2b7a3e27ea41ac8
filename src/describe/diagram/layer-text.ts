import { definition } from '../../layers/custom/definition';
import type { Borders, Layer, LayerConfigs, LayerKind } from '../../layers/layer';
import type { Pair, Shape } from '../../layers/shapes';
import { short } from '../describe-layer';

type Sliding = { readonly stride: Pair; readonly dilation?: Pair };

const texts: { readonly [K in LayerKind]: (config: LayerConfigs[K]) => string } = {
  input: () => 'input',
  conv2d: ({ kernel, filters, ...how }) => sliding(kernel, how, filters),
  depthwiseConv2d: ({ kernel, ...how }) => `depthwise ${sliding(kernel, how)}`,
  separableConv2d: ({ kernel, filters, ...how }) => `separable ${sliding(kernel, how, filters)}`,
  conv2dTranspose: ({ kernel, filters, stride, ...how }) =>
    `${sliding(kernel, { ...how, stride: [1, 1] }, filters)}${above1(stride) ? `, ×${short(stride)}` : ''}`,
  maxPool2d: ({ size, stride }) => `max ${sliding(size, { stride })}`,
  averagePool2d: ({ size, stride }) => `mean ${sliding(size, { stride })}`,
  globalMaxPool2d: () => 'global max',
  globalAveragePool2d: () => 'global mean',
  batchNorm: () => 'batch norm',
  layerNorm: () => 'layer norm',
  activation: (config) => config.function,
  prelu: () => 'prelu',
  dropout: ({ rate }) => `dropout ${rate}`,
  spatialDropout2d: ({ rate }) => `spatial dropout ${rate}`,
  zeroPadding2d: ({ padding }) => `pad ${borders(padding)}`,
  cropping2d: ({ cropping }) => `crop ${borders(cropping)}`,
  upsampling2d: ({ size }) => `up ×${short(size)}`,
  flatten: () => 'flatten',
  reshape: () => 'reshape',
  dense: () => 'dense',
  add: () => 'add',
  multiply: () => 'multiply',
  concat: () => 'concat',
  custom: (config) => config[definition].type,
};

/** What a figure says that a layer does, as schematics have it: kernel, filters, stride, `9×9, 32, /2`. */
export function layerText(layer: Layer): string {
  const text = texts[layer.kind] as (config: unknown) => string;
  return text(layer.config);
}

/** `60×60×32`. */
export function shapeText(shape: Shape): string {
  return shape.join('×');
}

function sliding(size: Pair, { stride, dilation = [1, 1] }: Sliding, filters?: number): string {
  return [
    size.join('×'),
    ...(filters === undefined ? [] : [String(filters)]),
    ...(above1(stride) ? [`/${short(stride)}`] : []),
    ...(above1(dilation) ? [`dilated ${short(dilation)}`] : []),
  ].join(', ');
}

function above1(pair: Pair): boolean {
  return pair.some((size) => size > 1);
}

/** One number where all sides agree; before and behind where the axes do; else top, bottom, left, right. */
function borders([rows, columns]: Borders): string {
  const agree = rows[0] === columns[0] && rows[1] === columns[1];
  const sides = agree ? (rows[0] === rows[1] ? rows.slice(1) : rows) : [...rows, ...columns];
  return sides.join(',');
}
