import { kindOf } from '../layers/kinds';
import type { PlannedLayer } from '../layers/layer';
import type { Pair } from '../layers/shapes';
import { bothAxes, type ReceptiveSteps } from '../layers/window';

/**
 * What one place of a layer's output depends on, per axis `[height, width]`, in rows and columns of the network's
 * input. Padding counts as input, so that a field may be larger than the image. Places that normalisation or training
 * bring in through the batch do not count.
 */
export interface ReceptiveField {
  /** `whole` where every place sees the whole image: after global pools, flatten and dense. */
  readonly size: Pair | 'whole';
  /** How far apart in the input neighbouring places look; below 1 after upsampling, `null` where there are no places. */
  readonly stride: Pair | null;
}

/**
 * The receptive field of every layer, by name. Along a path the arithmetic is that of Araujo, Norris and Sim,
 * "Computing Receptive Fields of Convolutional Neural Networks" (Distill, 2019): `r ← r + span · j`, `j ← j · stride`,
 * from `r = j = 1` at the input. Where paths meet, the largest field and the largest stride continue.
 */
export function receptiveFields(layers: readonly PlannedLayer[]): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, ReceptiveField>();
  for (const layer of layers) {
    const inputs = layer.inputs.flatMap((name) => fields.get(name) ?? []);
    const taken = inputs.reduce(largest, { size: [1, 1], stride: inputs.length > 0 ? null : [1, 1] });
    const moved = kindOf(layer).shape.receptive(layer.config);
    fields.set(layer.name, look(taken, moved, layer.outputShape.length === 3));
  }
  return fields;
}

function look({ size, stride }: ReceptiveField, moved: ReceptiveSteps, hasPlaces: boolean): ReceptiveField {
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
