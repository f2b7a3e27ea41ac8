import { type MergeRole, mergeRoles, type Role, type SlabRole, slabRoles } from '../../layers/description';
import { kindOf } from '../../layers/kinds';
import type { PlannedLayer } from '../../layers/layer';
import type { Shape } from '../../layers/shapes';

import type { DiagramNode } from './diagram-graph';
import {
  type DiagramDirection,
  type Figure,
  fontSizes,
  type Label,
  type Point,
  type Slab,
  shapeText,
  weightOf,
} from './figure';
import { moved as movedBy } from './placed';
import { fitText, textWidth } from './text-width';

const lineHeight = 13;
/** From the top of a line to its baseline. */
const ascent = 10;
/** Gap between a drawing and its labels. */
const labelGap = 5;
/** Gap between the slabs of one block. */
const slabGap = 4;
const barThickness = 18;
const barFont = 10;
const mergeRadius = 9;
/** The beginning of longer labels is cut off. */
const maxLabelWidth = 130;

/** Draws a node. `largest` is the largest height or width of any feature map in the network. */
export function drawFigure(node: DiagramNode, direction: DiagramDirection, largest: number): Figure {
  const makers = node.layers.flatMap((layer) => withRole(layer, slabRoles));
  const [merge] = node.layers.flatMap((layer) => withRole(layer, mergeRoles));
  if (makers.length > 0)
    return withLabels(drawSlabs(makers, direction, largest), slabLines(node, makers), direction);
  if (merge) return withLabels(drawMerge(merge, direction), mergeLines(merge), direction);
  return drawBar(node, direction);
}

type Drawing = Omit<Figure, 'labels'>;
type Line = Pick<Label, 'text' | 'style'>;

/** A layer and its role in the diagram. */
interface Drawn<R extends Role> {
  readonly layer: PlannedLayer;
  readonly role: R;
}

/** The layer with its role, if it is one of `roles`; otherwise an empty list. */
function withRole<R extends Role>(layer: PlannedLayer, roles: readonly R[]): Drawn<R>[] {
  const role = roles.find((each) => each === roleOf(layer));
  return role === undefined ? [] : [{ layer, role }];
}

function roleOf(layer: PlannedLayer): Role {
  return kindOf(layer).description.role;
}

function textOf(layer: PlannedLayer): string {
  return kindOf(layer).description.text(layer.config);
}

/** Draws slabs in a row along the direction, with their centers aligned. */
function drawSlabs(
  makers: readonly Drawn<SlabRole>[],
  direction: DiagramDirection,
  largest: number,
): Drawing {
  const sizes = makers.map(({ layer, role }) => ({
    ...slabSize(layer.outputShape, direction, largest),
    role,
  }));
  const right = direction === 'right';
  const across = Math.max(...sizes.map(({ width, height }) => (right ? height : width)));
  let along = 0;
  const slabs = sizes.map(({ width, height, depth, role }): Slab => {
    const offset = (across - (right ? height : width)) / 2;
    const place = right ? { x: along, y: offset } : { x: offset, y: along };
    along += (right ? width : height) + slabGap;
    return { ...place, width, height, depth, role };
  });
  const length = along - slabGap;
  const last = slabs.at(-1);
  const [width, height] = right ? [length, across] : [across, length];
  return {
    width,
    height,
    // The back of the last slab extends by its depth.
    enter: right ? { x: 0, y: height / 2 } : { x: width / 2, y: 0 },
    leave: right ? { x: width - (last?.depth ?? 0) / 2, y: height / 2 } : { x: width / 2, y: height },
    slabs,
    bars: [],
    merges: [],
  };
}

/**
 * The box of a feature map. Sizes are scaled by a root and channels by a logarithm, so that both stay legible over
 * orders of magnitude.
 */
function slabSize(
  shape: Shape,
  direction: DiagramDirection,
  largest: number,
): { readonly width: number; readonly height: number; readonly depth: number } {
  const [first = 1, second, third] = shape;
  if (second === undefined) {
    const length = even(12 + 9 * Math.log2(1 + first));
    const [width, height] = direction === 'right' ? [8, length] : [length, 8];
    return { width: width + 4, height: height + 4, depth: 4 };
  }
  const extent = (size: number) => even(12 + 96 * (size / largest) ** 0.6);
  const thickness = even(3 + 3 * Math.log2(1 + (third ?? 1)));
  const face = direction === 'right' ? [thickness, extent(first)] : [extent(second), thickness];
  const depth = even(0.25 * extent(direction === 'right' ? second : first));
  return { width: (face[0] ?? 0) + depth, height: (face[1] ?? 0) + depth, depth };
}

/** Rounds to an even number: the layout uses integer coordinates, and edges must meet the centers of boxes. */
function even(size: number): number {
  return 2 * Math.round(size / 2);
}

/** Rounds up to an even number. */
function evenAbove(size: number): number {
  return 2 * Math.ceil(size / 2);
}

/** The name, then for each slab its operation and shape. As usual in schematics, activations of convolutions are omitted. */
function slabLines({ label, layers }: DiagramNode, makers: readonly Drawn<SlabRole>[]): readonly Line[] {
  const name: Line = { text: label, style: 'name' };
  const activation = layers.find((layer) => roleOf(layer) === 'activation');
  const lines = makers.flatMap(({ layer, role }): Line[] => {
    const shown = role === 'dense' && activation ? [layer, activation] : [layer];
    const does = shown.map(textOf).join(', ');
    const named = label.startsWith(does);
    return [
      ...(named ? [] : [{ text: does, style: 'does' } as const]),
      { text: shapeText(layer.outputShape), style: 'shape' },
    ];
  });
  return [name, ...lines];
}

/** Shows the shape only for a concatenation; other merges do not change it. */
function mergeLines({ layer, role }: Drawn<MergeRole>): readonly Line[] {
  return role === 'concatenation' ? [{ text: shapeText(layer.outputShape), style: 'shape' }] : [];
}

function drawMerge({ role }: Drawn<MergeRole>, direction: DiagramDirection): Drawing {
  const side = 2 * mergeRadius;
  const right = direction === 'right';
  return {
    width: side,
    height: side,
    enter: right ? { x: 0, y: mergeRadius } : { x: mergeRadius, y: 0 },
    leave: right ? { x: side, y: mergeRadius } : { x: mergeRadius, y: side },
    slabs: [],
    bars: [],
    merges: [{ center: { x: mergeRadius, y: mergeRadius }, radius: mergeRadius, role }],
  };
}

function drawBar({ layers }: DiagramNode, direction: DiagramDirection): Figure {
  const text = fitText(layers.map(textOf).join(', '), maxLabelWidth, barFont);
  const length = evenAbove(textWidth(text, barFont) + 12);
  const upright = direction === 'right';
  const [width, height] = upright ? [barThickness, length] : [length, barThickness];
  return {
    width,
    height,
    enter: upright ? { x: 0, y: height / 2 } : { x: width / 2, y: 0 },
    leave: upright ? { x: width, y: height / 2 } : { x: width / 2, y: height },
    slabs: [],
    bars: [{ x: 0, y: 0, width, height, text, upright }],
    merges: [],
    labels: [],
  };
}

/** Adds labels below a drawing, or to its right if the direction is down. */
function withLabels(drawing: Drawing, lines: readonly Line[], direction: DiagramDirection): Figure {
  const fitted = lines.map((line) => ({
    ...line,
    text: fitText(line.text, maxLabelWidth, fontSizes[line.style], weightOf(line.style)),
  }));
  const textWidths = fitted.map(({ text, style }) => textWidth(text, fontSizes[style], weightOf(style)));
  const labelsWidth = evenAbove(Math.max(0, ...textWidths));
  const labelsHeight = fitted.length * lineHeight;
  const right = direction === 'right';
  const gap = fitted.length > 0 ? labelGap : 0;
  const width = right ? Math.max(drawing.width, labelsWidth) : drawing.width + gap + labelsWidth;
  const height = right ? drawing.height + gap + labelsHeight : Math.max(drawing.height, labelsHeight);
  const shift = right ? { x: (width - drawing.width) / 2, y: 0 } : { x: 0, y: (height - drawing.height) / 2 };
  const top = right ? drawing.height + gap : (height - labelsHeight) / 2;
  const moved = <P extends Point>(point: P): P => movedBy(point, shift);
  return {
    width,
    height,
    enter: moved(drawing.enter),
    leave: moved(drawing.leave),
    slabs: drawing.slabs.map(moved),
    bars: drawing.bars.map(moved),
    merges: drawing.merges.map((merge) => ({ ...merge, center: moved(merge.center) })),
    labels: fitted.map((line, i) => ({
      ...line,
      x: right ? width / 2 : drawing.width + gap,
      y: top + i * lineHeight + ascent,
      anchor: right ? 'middle' : 'start',
    })),
  };
}
