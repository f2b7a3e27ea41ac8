import type { LayerConfigs, LayerKind } from './layer';
import type { Pair } from './shapes';

/** Layers that produce a feature map, drawn as a slab, each role in its own color. */
export const slabRoles = ['input', 'conv', 'depthwise', 'pool', 'resize', 'flat', 'dense'] as const;
export type SlabRole = (typeof slabRoles)[number];

/** Layers that merge their inputs, drawn as a circle with a symbol. */
export const mergeRoles = ['sum', 'product', 'concatenation'] as const;
export type MergeRole = (typeof mergeRoles)[number];

/**
 * How a diagram draws a layer. A step, which keeps every value at its position, is a narrow bar with text; an
 * activation is a step that the label of a dense layer includes.
 */
export type Role = SlabRole | MergeRole | 'activation' | 'step';

/** How summaries and diagrams show the layers of a kind. */
export interface DescriptionFacet<K extends LayerKind> {
  /** The layer in summaries, with its main options: `conv2d 9×9 /2`. Default: the name of the kind. */
  words?(config: LayerConfigs[K]): string;
  /** The layer in diagrams: kernel, filters and stride as in schematics, `9×9, 32, /2`. */
  text(config: LayerConfigs[K]): string;
  readonly role: Role;
}

type Sliding = { readonly stride: Pair; readonly dilation?: Pair };

/** One number if both axes are equal, `2`, otherwise both: `2×1`. */
export function short([rows, columns]: Pair): string {
  return rows === columns ? decimal(rows) : `${decimal(rows)}×${decimal(columns)}`;
}

/** After upsampling, strides can be fractions. */
function decimal(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** A window in a summary: `9×9 /2 dilation 2`. */
export function windowWords(size: Pair, { stride, dilation = [1, 1] }: Sliding): string {
  const moves = above1(stride) ? ` /${short(stride)}` : '';
  const dilated = above1(dilation) ? ` dilation ${short(dilation)}` : '';
  return `${size.join('×')}${moves}${dilated}`;
}

/** A window in a diagram: `9×9, 32, /2, dilated 2`. */
export function windowText(size: Pair, { stride, dilation = [1, 1] }: Sliding, filters?: number): string {
  return [
    size.join('×'),
    ...(filters === undefined ? [] : [String(filters)]),
    ...(above1(stride) ? [`/${short(stride)}`] : []),
    ...(above1(dilation) ? [`dilated ${short(dilation)}`] : []),
  ].join(', ');
}

/** Whether a stride, dilation or factor has any effect. */
export function above1(pair: Pair): boolean {
  return pair.some((size) => size > 1);
}
