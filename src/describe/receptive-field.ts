import { definition } from '../layers/custom/definition';
import type { LayerConfigs, LayerKind, PlannedLayer } from '../layers/layer';
import type { Pair } from '../layers/shapes';

/**
 * What one place of a layer's output depends on, per axis `[height, width]`, in rows and columns of the network's
 * input. Padding counts as input, so that a field may be larger than the image. Places that normalisation or training
 * bring in through the batch do not count.
 */
export interface ReceptiveField {
  /** `whole` where every place sees the whole image: behind global pools, flatten and dense. */
  readonly size: Pair | 'whole';
  /** How far apart in the input neighbouring places look; below 1 behind upsampling, `null` where there are no places. */
  readonly stride: Pair | null;
}

/**
 * How one axis of a layer's output looks at its input: the distance between the first and the last input place that
 * one output place reads, and how many input places it moves per output place.
 */
interface Step {
  readonly span: number;
  readonly stride: number;
}

type Steps = readonly [Step, Step];

const still: Step = { span: 0, stride: 1 };
const eachPlace = (): Steps => [still, still];

const steps: { readonly [K in LayerKind]: (config: LayerConfigs[K]) => Steps | 'whole' } = {
  input: eachPlace,
  conv2d: slides,
  depthwiseConv2d: slides,
  separableConv2d: slides,
  conv2dTranspose: ({ kernel, stride, dilation }) =>
    // The places of the input that one output place gets a share of lie a stride apart in the output.
    bothAxes((i) => ({
      span: Math.floor((dilation[i] * (kernel[i] - 1)) / stride[i]),
      stride: 1 / stride[i],
    })),
  maxPool2d: pools,
  averagePool2d: pools,
  globalMaxPool2d: () => 'whole',
  globalAveragePool2d: () => 'whole',
  batchNorm: eachPlace,
  layerNorm: eachPlace,
  activation: eachPlace,
  prelu: eachPlace,
  dropout: eachPlace,
  spatialDropout2d: eachPlace,
  zeroPadding2d: eachPlace,
  cropping2d: eachPlace,
  upsampling2d: ({ size, interpolation }) =>
    bothAxes((i) => ({ span: interpolation === 'bilinear' && size[i] > 1 ? 1 : 0, stride: 1 / size[i] })),
  flatten: () => 'whole',
  reshape: () => 'whole',
  dense: () => 'whole',
  add: eachPlace,
  multiply: eachPlace,
  concat: eachPlace,
  custom({ options, [definition]: kind }) {
    const window = kind.window?.(options) ?? { size: [1, 1], stride: [1, 1] };
    return window === 'whole' ? window : pools(window);
  },
};

/**
 * The receptive field of every layer, by name. Along a path the arithmetic is that of Araujo, Norris and Sim,
 * "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019): `r ← r + span · j`, `j ← j · stride`,
 * from `r = j = 1` at the input. Where paths meet, the largest field and the largest stride go on.
 */
export function receptiveFields(layers: readonly PlannedLayer[]): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, ReceptiveField>();
  for (const layer of layers) {
    const inputs = layer.inputs.flatMap((name) => fields.get(name) ?? []);
    const taken = inputs.reduce(largest, { size: [1, 1], stride: inputs.length > 0 ? null : [1, 1] });
    const moved = (steps[layer.kind] as (config: unknown) => Steps | 'whole')(layer.config);
    fields.set(layer.name, look(taken, moved, layer.outputShape.length === 3));
  }
  return fields;
}

function look({ size, stride }: ReceptiveField, moved: Steps | 'whole', hasPlaces: boolean): ReceptiveField {
  if (moved === 'whole') return { size: 'whole', stride: null };
  if (!hasPlaces || stride === null) return { size, stride: null };
  return {
    size: size === 'whole' ? size : bothAxes((i) => size[i] + moved[i].span * stride[i]),
    stride: bothAxes((i) => stride[i] * moved[i].stride),
  };
}

function largest(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  const { size, stride } = a;
  const { size: otherSize, stride: otherStride } = b;
  return {
    size:
      size === 'whole' || otherSize === 'whole' ? 'whole' : bothAxes((i) => Math.max(size[i], otherSize[i])),
    stride:
      stride && otherStride ? bothAxes((i) => Math.max(stride[i], otherStride[i])) : (stride ?? otherStride),
  };
}

function slides(window: { readonly kernel: Pair; readonly stride: Pair; readonly dilation: Pair }): Steps {
  const { kernel, stride, dilation } = window;
  return bothAxes((i) => ({ span: dilation[i] * (kernel[i] - 1), stride: stride[i] }));
}

function pools({ size, stride }: { readonly size: Pair; readonly stride: Pair }): Steps {
  return bothAxes((i) => ({ span: size[i] - 1, stride: stride[i] }));
}

function bothAxes<T>(value: (axis: 0 | 1) => T): readonly [T, T] {
  return [value(0), value(1)];
}
